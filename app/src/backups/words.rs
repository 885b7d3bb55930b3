use arkan_backend::backups::{Backup, Progress};
use arkan_domain::{
    backups::{BackupState, DrillState, Failure, Step, Trigger},
    pillar::State,
};
use arkan_locales::{Lang, t::backups as t};

/// Why a run failed.
pub(super) fn failure(lang: Lang, failure: Failure) -> &'static str {
    match failure {
        Failure::Interrupted => t::failure_interrupted(lang),
        Failure::NoBinaries => t::failure_no_binaries(lang),
        Failure::Database => t::failure_database(lang),
        Failure::DumpFailed => t::failure_dump_failed(lang),
        Failure::DiskFull => t::failure_disk_full(lang),
        Failure::Storage => t::failure_storage(lang),
        Failure::BadKey => t::failure_bad_key(lang),
        Failure::NoKey => t::failure_no_key(lang),
        Failure::WrongKey => t::failure_wrong_key(lang),
        Failure::MissingFile => t::failure_missing_file(lang),
        Failure::Truncated => t::failure_truncated(lang),
        Failure::ChecksumMismatch => t::failure_checksum_mismatch(lang),
        Failure::NotDecrypted => t::failure_not_decrypted(lang),
        Failure::ScratchFailed => t::failure_scratch_failed(lang),
        Failure::RestoreFailed => t::failure_restore_failed(lang),
        Failure::CorruptionFound => t::failure_corruption_found(lang),
        Failure::CountsDiffer => t::failure_counts_differ(lang),
        Failure::TooSlow => t::failure_too_slow(lang),
    }
}

pub(super) fn step(lang: Lang, step: Step) -> &'static str {
    match step {
        Step::Facts => t::step_facts(lang),
        Step::Dump => t::step_dump(lang),
        Step::Verify => t::step_verify(lang),
        Step::Prepare => t::step_prepare(lang),
        Step::Decrypt => t::step_decrypt(lang),
        Step::List => t::step_list(lang),
        Step::Restore => t::step_restore(lang),
        Step::Check => t::step_check(lang),
        Step::Compare => t::step_compare(lang),
        Step::TearDown => t::step_tear_down(lang),
    }
}

pub(super) fn trigger(lang: Lang, trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::Manual => t::trigger_manual(lang),
        Trigger::Schedule => t::trigger_schedule(lang),
        Trigger::Cli => t::trigger_cli(lang),
    }
}

/// The state of a backup: a stored one is fine only when it is proven.
pub(super) fn backup_state(lang: Lang, backup: &Backup) -> (State, &'static str) {
    match backup.state {
        BackupState::Running => (State::Unknown, t::state_running(lang)),
        BackupState::Stored if backup.proven_at.is_some() => (State::Ok, t::state_proven(lang)),
        BackupState::Stored => (State::Warning, t::state_stored(lang)),
        BackupState::Failed => (State::Critical, t::state_failed(lang)),
        BackupState::Cancelled => (State::Unknown, t::state_cancelled(lang)),
        BackupState::Expired => (State::Unknown, t::state_expired(lang)),
    }
}

pub(super) fn drill_state(lang: Lang, state: DrillState) -> (State, &'static str) {
    match state {
        DrillState::Running => (State::Unknown, t::state_running(lang)),
        DrillState::Passed => (State::Ok, t::drill_passed(lang)),
        DrillState::Failed => (State::Critical, t::drill_failed(lang)),
        DrillState::Cancelled => (State::Unknown, t::state_cancelled(lang)),
    }
}

/// What a run is doing now.
pub(super) fn doing(lang: Lang, progress: &Progress) -> &'static str {
    match progress.step {
        _ if progress.cancelling => t::cancelling(lang),
        Some(now) if !progress.waiting => step(lang, now),
        _ => t::waiting(lang),
    }
}
