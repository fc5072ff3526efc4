package io.footfall.it.app;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** A WebSocket that says again what it is told. */
@ServerEndpoint("/echo")
public final class EchoEndpoint {

  /** Answers a message with the same text. */
  @OnMessage
  public String echo(String message) {
    return message;
  }
}
