"""The door of every act (@verb), the journal of acts, the read log and the way to ask for jobs."""
