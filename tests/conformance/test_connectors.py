"""Whatever lies in a folder of connectors keeps the promises of a connector, ours or a stranger's."""
