package io.edgesql.protocol.frame;

/**
 * The numbering of one connection, shared by its handlers. Event loop only.
 *
 * <p>Every command starts at 0 and its reply continues. Plain and compressed headers are counted
 * apart.
 */
final class Sequence {
  static final int MASK = 0xff;

  private int next;
  private int compressedNext;
  private int compressedReceived;
  private boolean isConversation = true;
  private boolean isCompressed;

  /** Of the next packet written; counts on. */
  int take() {
    int taken = next;
    next = taken + 1 & MASK;
    return taken;
  }

  int takeCompressed() {
    int taken = compressedNext;
    compressedNext = taken + 1 & MASK;
    return taken;
  }

  /** What the first chunk of the next payload must carry. */
  int expected() {
    return isConversation ? next : 0;
  }

  /**
   * Whether ids inside a compressed stream count: MySQL does not look at them, and clients differ.
   */
  boolean isChecked() {
    return !isCompressed;
  }

  /** In a conversation the next packet in either direction continues the numbering. */
  void received(int sequenceId) {
    if (isConversation) {
      next = sequenceId + 1 & MASK;
      compressedNext = compressedReceived + 1 & MASK;
    }
  }

  /** False if the id neither starts a command nor continues. */
  boolean receiveCompressed(int sequenceId) {
    boolean isInOrder =
        sequenceId == 0
            || sequenceId == (compressedReceived + 1 & MASK)
            || sequenceId == compressedNext;
    compressedReceived = sequenceId;
    return isInOrder;
  }

  int compressedReceived() {
    return compressedReceived;
  }

  void replyTo(Packet packet) {
    next = packet.sequenceId() + 1 & MASK;
    compressedNext = packet.compressedSequenceId() + 1 & MASK;
  }

  void expectConversation(boolean conversation) {
    isConversation = conversation;
  }

  void startCompression() {
    isCompressed = true;
    compressedReceived = 0;
    compressedNext = 0;
  }
}
