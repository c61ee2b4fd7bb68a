package io.paceline.gossip.netty;

import io.paceline.gossip.Member;
import io.paceline.service.CatalogSnapshot;
import java.util.List;

/**
 * What an engine shows at one moment, immutable.
 *
 * @param members all members in any status, ordered by name
 * @param localMember the local one
 * @param catalog the visible services
 */
public record NodeState(List<Member> members, Member localMember, CatalogSnapshot catalog) {}
