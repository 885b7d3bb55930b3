use super::frame::Frame;
use leptos::prelude::*;

/// The islands of a page within the frame.
pub(super) fn islands(frame: &Frame) -> AnyView {
    enhance(frame)
}

/// The island that makes forms and live regions react in place.
pub(super) fn enhance(_frame: &Frame) -> AnyView {
    ().into_any()
}
