use crate::text_enum;

text_enum! {
    /// Where a backup is in its life.
    BackupState {
        Running = "running",
        Stored = "stored",
        Failed = "failed",
        Cancelled = "cancelled",
        /// Its file was deleted by retention.
        Expired = "expired",
    }
}

text_enum! {
    /// Where a restore drill is in its life.
    DrillState {
        Running = "running",
        Passed = "passed",
        Failed = "failed",
        Cancelled = "cancelled",
    }
}

text_enum! {
    /// What started a run.
    Trigger {
        Manual = "manual",
        Schedule = "schedule",
        Cli = "cli",
    }
}

text_enum! {
    /// What a run is doing.
    Step {
        /// Counts the rows of every table in the snapshot that will be dumped.
        Facts = "facts",
        Dump = "dump",
        /// Compares size and SHA-256 of the file with what was recorded.
        Verify = "verify",
        /// Starts an empty server.
        Prepare = "prepare",
        Decrypt = "decrypt",
        /// Reads the archive's list of contents.
        List = "list",
        Restore = "restore",
        /// `pg_amcheck`: every table and every index entry.
        Check = "check",
        /// Counts the rows and compares.
        Compare = "compare",
        TearDown = "tear_down",
    }
}
