"""What studies of people show, with intervals: tasks, times, the System Usability Scale, surveys."""
