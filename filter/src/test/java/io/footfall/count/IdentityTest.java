package io.footfall.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class IdentityTest {

  @Property
  void toString_isReadBack(@ForAll long high, @ForAll long low) {
    Identity identity = new Identity(high, low);
    assertThat(identity.toString()).matches("[0-9a-f]{32}");
    assertThat(Identity.parse(identity.toString())).isEqualTo(identity);
  }

  @Example
  void parse_otherText_isNull() {
    for (String text :
        new String[] {"", "0".repeat(31), "0".repeat(33), "g" + "0".repeat(31), "-".repeat(32)}) {
      assertThat(Identity.parse(text)).as(text).isNull();
    }
  }

  @Example
  void fresh_isNeverTheSameAndNeverZero() {
    Set<Identity> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      Identity identity = Identity.fresh();
      assertThat(identity.high()).isNotZero();
      assertThat(seen.add(identity)).isTrue();
    }
  }
}
