package io.paceline.dns;

import io.netty.channel.EventLoop;

/** An event loop with the answerer that belongs to it. */
record AnsweringLoop(EventLoop executor, QueryAnswerer answerer) {}
