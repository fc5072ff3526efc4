package io.footfall.all;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The names in a class file.
 *
 * @param texts every text in its constant pool, those of its strings and signatures among them
 * @param classes the internal names of the classes it refers to, arrays as their elements
 * @param descriptors those of the fields and methods it refers to
 */
record ConstantPool(List<String> texts, List<String> classes, List<String> descriptors) {

  private static final int UTF8 = 1;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;
  private static final int CLASS = 7;
  private static final int STRING = 8;
  private static final int NAME_AND_TYPE = 12;
  private static final int METHOD_HANDLE = 15;
  private static final int METHOD_TYPE = 16;
  private static final int MODULE = 19;
  private static final int PACKAGE = 20;

  static ConstantPool of(byte[] classFile) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
    in.skipNBytes(8);
    int count = in.readUnsignedShort();
    @Nullable String[] byIndex = new @Nullable String[count];
    List<Integer> classIndexes = new ArrayList<>();
    List<Integer> descriptorIndexes = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case UTF8 -> {
          String text = in.readUTF();
          byIndex[i] = text;
          texts.add(text);
        }
        case LONG, DOUBLE -> {
          in.skipNBytes(8);
          i++; // It takes two places.
        }
        case CLASS -> classIndexes.add(in.readUnsignedShort());
        case STRING, METHOD_TYPE, MODULE, PACKAGE -> in.skipNBytes(2);
        case NAME_AND_TYPE -> {
          in.skipNBytes(2);
          descriptorIndexes.add(in.readUnsignedShort());
        }
        case METHOD_HANDLE -> in.skipNBytes(3);
        default -> in.skipNBytes(4);
      }
    }
    List<String> classes = new ArrayList<>();
    for (int index : classIndexes) {
      String name = name(byIndex, index).replaceFirst("^\\[+", "");
      if (name.startsWith("L") && name.endsWith(";")) {
        name = name.substring(1, name.length() - 1);
      }
      classes.add(name);
    }
    List<String> descriptors =
        descriptorIndexes.stream().map(index -> name(byIndex, index)).toList();
    return new ConstantPool(texts, classes, descriptors);
  }

  private static String name(@Nullable String[] byIndex, int index) {
    return Objects.requireNonNull(byIndex[index], "no text at this index: not a class file");
  }
}
