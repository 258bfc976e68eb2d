"""From a published cell back to the bytes it came from, and the proof that it says what they say."""
