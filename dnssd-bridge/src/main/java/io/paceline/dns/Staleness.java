package io.paceline.dns;

import io.paceline.service.ServiceCatalog;
import java.time.Duration;
import org.xbill.DNS.Rcode;

/**
 * What the state of the catalog's source does to an answer. Looks at it once a second. Owned by one
 * event loop.
 */
final class Staleness {
  /** RFC 8914 section 4.4. */
  private static final int STALE_ANSWER = 3;

  /** Section 4.20. */
  private static final int STALE_NO_SUCH_NAME = 19;

  /** Section 4.23. */
  static final int NO_REACHABLE_AUTHORITY = 22;

  private final ServiceCatalog catalog;
  private final StaleSettings settings;

  private long lookedSeconds = Long.MIN_VALUE;
  private boolean stale;
  private boolean tooStale;

  Staleness(ServiceCatalog catalog, StaleSettings settings) {
    this.catalog = catalog;
    this.settings = settings;
  }

  /** Whether the catalog is too far behind to answer from. */
  boolean forbids(long nowSeconds) {
    look(nowSeconds);
    return tooStale;
  }

  /** The extended error of an answer from this catalog; -1 for none. */
  int reason(AnswerTemplate answer) {
    if (!stale || !answer.authoritative) {
      return answer.extendedError;
    }
    return answer.rcode == Rcode.NXDOMAIN ? STALE_NO_SUCH_NAME : STALE_ANSWER;
  }

  boolean isStale() {
    return stale;
  }

  private void look(long nowSeconds) {
    if (nowSeconds != lookedSeconds) {
      lookedSeconds = nowSeconds;
      Duration age = catalog.staleness();
      stale = !age.isZero();
      tooStale = stale && (!settings.allowed() || age.compareTo(settings.max()) > 0);
    }
  }
}
