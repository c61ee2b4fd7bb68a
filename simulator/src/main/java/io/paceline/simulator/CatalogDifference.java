package io.paceline.simulator;

import io.paceline.service.CatalogSnapshot;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceView;
import java.util.ArrayList;
import java.util.List;

/** What is shown of a catalog's change in a trace; computed only when it is. */
record CatalogDifference(CatalogSnapshot before, CatalogSnapshot after) {
  @Override
  public String toString() {
    List<String> gone = entries(before);
    gone.removeAll(entries(after));
    List<String> come = entries(after);
    come.removeAll(entries(before));
    return "Catalog[version=" + after.version() + ", gone=" + gone + ", come=" + come + "]";
  }

  private static List<String> entries(CatalogSnapshot snapshot) {
    List<String> entries = new ArrayList<>();
    for (ServiceView view : snapshot.services()) {
      for (ServiceEntry entry : view.entries()) {
        entries.add(
            entry.instance().node()
                + "/"
                + entry.instance().id()
                + ":"
                + entry.instance().port()
                + (entry.suspect() ? " suspect" : ""));
      }
    }
    return entries;
  }
}
