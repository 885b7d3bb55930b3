use crate::text_enum;

text_enum! {
    /// Why a backup or a restore drill failed. The page puts it into words; the tool's own words stand beside it.
    Failure {
        /// The process that ran it died.
        Interrupted = "interrupted",
        /// No PostgreSQL programs that are new enough for the server.
        NoBinaries = "no_binaries",
        /// The database could not be read.
        Database = "database",
        DumpFailed = "dump_failed",
        DiskFull = "disk_full",
        /// The file could not be written or read.
        Storage = "storage",
        /// The recipient or identity is not an age X25519 key.
        BadKey = "bad_key",
        /// The console has no private key: drills need `ARKAN_BACKUP_IDENTITY_FILE`.
        NoKey = "no_key",
        /// The private key is not the one the file was encrypted for.
        WrongKey = "wrong_key",
        MissingFile = "missing_file",
        /// The file is shorter than when it was written.
        Truncated = "truncated",
        ChecksumMismatch = "checksum_mismatch",
        /// The file does not decrypt, though its checksum is right.
        NotDecrypted = "not_decrypted",
        /// The scratch server did not start.
        ScratchFailed = "scratch_failed",
        RestoreFailed = "restore_failed",
        CorruptionFound = "corruption_found",
        CountsDiffer = "counts_differ",
        TooSlow = "too_slow",
    }
}
