package io.footfall.servlet;

import java.util.Locale;

/** Which methods and hosts, both of which any client chooses, are counted under their own names. */
final class Values {

  private static final int MAX_METHOD = 32;
  private static final int MAX_HOST = 253;
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
  private static final String HOST_MARKS = ".-_:[]";

  private Values() {}

  /** Whether it is a method: a token of HTTP in upper case, of at most 32 characters. */
  static boolean isMethod(String text) {
    if (text.isEmpty() || text.length() > MAX_METHOD) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean allowed = (c >= 'A' && c <= 'Z') || isDigit(c) || TOKEN_MARKS.indexOf(c) >= 0;
      if (!allowed) {
        return false;
      }
    }
    return true;
  }

  /** Whether it is a host name or an address in lower case, of at most 253 characters. */
  static boolean isHost(String text) {
    if (text.isEmpty() || text.length() > MAX_HOST) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean allowed = (c >= 'a' && c <= 'z') || isDigit(c) || HOST_MARKS.indexOf(c) >= 0;
      if (!allowed) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** The text with the letters of ASCII in lower case; itself if it has no others. */
  static String lowerCase(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        return text.toLowerCase(Locale.ROOT);
      }
    }
    return text;
  }
}
