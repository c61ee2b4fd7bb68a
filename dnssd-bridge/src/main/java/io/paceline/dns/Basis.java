package io.paceline.dns;

import io.paceline.service.CatalogSnapshot;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceView;

/**
 * What an answer was made from: it may be given again as long as the catalog still shows the very
 * same objects, and the time has not come. Catalogs replace the view of a service when, and only
 * when, that service changes, so two references are compared and nothing else.
 */
@FunctionalInterface
@SuppressWarnings("ReferenceEquality") // equality would be right, too, and far slower
interface Basis {
  boolean isIn(CatalogSnapshot catalog);

  /** When a drain or a warm-up changes the answer by itself. */
  default long validUntilEpochMillis() {
    return Long.MAX_VALUE;
  }

  static Basis of(ServiceView view) {
    return catalog -> catalog.service(view.service()) == view;
  }

  static Basis of(ServiceView view, long validUntilEpochMillis) {
    return new Basis() {
      @Override
      public boolean isIn(CatalogSnapshot catalog) {
        return catalog.service(view.service()) == view;
      }

      @Override
      public long validUntilEpochMillis() {
        return validUntilEpochMillis;
      }
    };
  }

  static Basis of(NodeEntry node) {
    return catalog -> catalog.node(node.name()).orElse(null) == node;
  }

  static Basis of(CatalogSnapshot whole) {
    return catalog -> catalog == whole;
  }
}
