"""Pure understanding of what a person says: functions of (text, context, tasks, clock), without I/O."""
