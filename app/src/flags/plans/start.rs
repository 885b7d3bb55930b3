use super::{
    acts::{Keys, Spot},
    fields::FORM,
};
use crate::{
    forms::{Done, RawForm, Values, answer},
    page::{Ctx, PageResult},
};
use arkan_backend::flags::plans;
use arkan_domain::flags::plan::{PlanForm, ROWS, StepForm, Template};
use arkan_locales::t::plans as p;

/// `POST /p/{project}/flags/{key}/{environment}/plan`
pub async fn start(mut ctx: Ctx, keys: Keys, RawForm(values): RawForm) -> PageResult {
    let spot = Spot::find(&mut ctx, keys).await?;
    let version = Some(values.text("version").parse().unwrap_or_default());
    let result = plans::start(ctx.backend(), &ctx.actor, spot.target(), &read(&values), version)
        .await
        .map(|_| Done::new(spot.path(), p::started_toast(ctx.lang)));
    let template = Template::parse(values.text("template")).unwrap_or(Template::Cautious);
    let back = format!("{}?template={template}", spot.path());
    Ok(answer(&ctx, FORM, values, &back, result).await)
}

/// Reads what was sent.
fn read(values: &Values) -> PlanForm {
    let text = |name: &str| values.text(name).to_owned();
    PlanForm {
        steps: (1..=ROWS)
            .map(|row| StepForm {
                share: text(&format!("share_{row}")),
                wait: text(&format!("wait_{row}")),
            })
            .collect(),
        limited: values.checked("limited"),
        days: values.all("days").to_vec(),
        from: text("from"),
        until: text("until"),
        zone: text("zone"),
        alerts: text("alerts"),
        check: text("check"),
        max_failures: text("max_failures"),
        on_trip: text("on_trip"),
        strategy: text("strategy"),
    }
}
