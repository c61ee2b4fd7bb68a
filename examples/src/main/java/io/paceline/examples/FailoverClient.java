package io.paceline.examples;

import io.paceline.gossip.GossipNode;
import io.paceline.service.ServiceEntry;
import io.paceline.service.selection.Chosen;
import io.paceline.service.selection.ServiceChooser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/**
 * Gets pages from whichever instance of a service is fit. One that cannot be reached counts as
 * slow, so that the next try, and the next calls, go to others: nobody has to wait until failure
 * detection has spoken.
 */
final class FailoverClient {
  private static final int TRIES = 8;
  private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(500);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
  private final String service;
  private final ServiceChooser chooser;

  FailoverClient(GossipNode node, String service) {
    this.service = service;
    this.chooser = node.services().chooser(service).build();
  }

  // region http
  /** The answer of the first instance that gives one; only for what may be asked twice. */
  String get(String path) throws IOException, InterruptedException {
    IOException last = new IOException("nobody offers " + service);
    for (int i = 0; i < TRIES; i++) {
      Optional<Chosen> chosen = chooser.choose();
      if (chosen.isPresent()) {
        try {
          return get(chosen.get(), path);
        } catch (IOException e) {
          last = e;
        }
      }
    }
    throw last;
  }

  private String get(Chosen chosen, String path) throws IOException, InterruptedException {
    long begun = chosen.begin();
    boolean answered = false;
    try {
      HttpResponse<String> response =
          http.send(request(chosen.entry(), path), BodyHandlers.ofString());
      answered = true;
      return response.body();
    } finally {
      chosen.end(begun, answered); // one that does not answer is avoided from now on
    }
  }

  // endregion

  private static HttpRequest request(ServiceEntry entry, String path) {
    URI uri = URI.create("http://" + entry.address() + ":" + entry.instance().port() + path);
    return HttpRequest.newBuilder(uri).timeout(ANSWER_TIMEOUT).build();
  }
}
