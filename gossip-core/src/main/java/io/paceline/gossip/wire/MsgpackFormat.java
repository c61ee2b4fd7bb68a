package io.paceline.gossip.wire;

/** The first bytes of msgpack values. Those not named here are the "fix" forms. */
final class MsgpackFormat {
  static final int POSITIVE_FIXINT_MAX = 0x7f;
  static final int FIXMAP = 0x80;
  static final int FIXARRAY = 0x90;
  static final int FIXRAW = 0xa0;
  static final int FIXRAW_MAX = 0xbf;
  static final int NIL = 0xc0;
  static final int FALSE = 0xc2;
  static final int TRUE = 0xc3;
  static final int BIN8 = 0xc4;
  static final int BIN16 = 0xc5;
  static final int BIN32 = 0xc6;
  static final int FLOAT32 = 0xca;
  static final int FLOAT64 = 0xcb;
  static final int UINT8 = 0xcc;
  static final int UINT16 = 0xcd;
  static final int UINT32 = 0xce;
  static final int UINT64 = 0xcf;
  static final int INT8 = 0xd0;
  static final int INT16 = 0xd1;
  static final int INT32 = 0xd2;
  static final int INT64 = 0xd3;
  static final int STR8 = 0xd9;
  static final int RAW16 = 0xda;
  static final int RAW32 = 0xdb;
  static final int ARRAY16 = 0xdc;
  static final int ARRAY32 = 0xdd;
  static final int MAP16 = 0xde;
  static final int MAP32 = 0xdf;
  static final int NEGATIVE_FIXINT_MIN = 0xe0;

  private MsgpackFormat() {}
}
