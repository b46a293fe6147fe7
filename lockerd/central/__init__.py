"""Central over MQTT 5: messages, signed envelopes, session."""
