package io.paceline.dns;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** A cached answer allocates nothing: received bytes in, bytes to be sent out. */
class HotPathTest {
  private static final int WARM_UP = 20_000;
  private static final int ANSWERS = 100_000;

  private final ByteBufAllocator allocator = new OneBuffer();
  private final InetAddress client = InetAddress.getLoopbackAddress();
  private final DnsConfig config = DnsConfig.builder().build();
  private final QueryAnswerer answerer =
      new QueryAnswerer(
          new DnsResponder(config),
          ConsulVectorCatalog.load(),
          config.answers(),
          new EdnsWriter(
              new ServerCookies(new SplittableRandom(1), 0), 1_232, config.tcp().idleTimeout()),
          null,
          new DnsCounters(),
          new SplittableRandom(1));

  /** Hands out the same buffer again and again, so that what Netty allocates is not counted. */
  private static final class OneBuffer extends AbstractByteBufAllocator {
    private final ByteBuf buffer = Unpooled.directBuffer(2_000);

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
      return buffer.clear().retain();
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
      return buffer.clear().retain();
    }

    @Override
    public boolean isDirectBufferPooled() {
      return true;
    }
  }

  private void answer(ByteBuf query, int times) {
    for (int i = 0; i < times; i++) {
      ByteBuf answer = answerer.answer(query, client, false, allocator, 0);
      if (answer != null) {
        answer.release();
      }
    }
  }

  @Test
  void cached_answer_allocates_nothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] bytes = RawQuery.of("_Web._tcp.service.consul", Type.SRV).opt(1232).build();
    ByteBuf query = Unpooled.directBuffer().writeBytes(bytes);
    answer(query, WARM_UP);
    long before = threads.getCurrentThreadAllocatedBytes();
    answer(query, ANSWERS);
    long each = (threads.getCurrentThreadAllocatedBytes() - before) / ANSWERS;
    query.release();
    assertThat(each).as("bytes allocated for an answer").isZero();
  }
}
