use super::fields::write_strategy;
use crate::{
    flags::constraints::row_change,
    forms::{DO, RowChange, Values},
};
use arkan_domain::flags::{Percentage, StickyBy, Strategy};

/// Adds or removes the row that a button asked for, and tells the id of what to go on with. None when no such button
/// was pressed.
pub fn change(values: &mut Values, key: &str, form: &str) -> Option<String> {
    let asked = values.text(DO).to_owned();
    match RowChange::parse(&asked) {
        Some(RowChange::Add { list: "strategies" }) => {
            let index = values.rows("strategies");
            let strategy = Strategy::rollout(key, Percentage::EVERYONE, &StickyBy::Default);
            write_strategy(values, &format!("strategies.{index}"), &strategy);
            Some(format!("{form}-strategies.{index}.name"))
        }
        Some(RowChange::Add { list }) if is_variants(list) => {
            let list = list.to_owned();
            let index = values.rows(&list);
            values.set(format!("{list}.{index}.name"), "");
            values.set(format!("{list}.{index}.weight"), "");
            share_evenly(values, &list);
            Some(format!("{form}-{list}.{index}.name"))
        }
        Some(RowChange::Remove { list, index }) if list == "strategies" || is_variants(list) => {
            let list = list.to_owned();
            values.remove_row(&list, index);
            if is_variants(&list) {
                share_evenly(values, &list);
            }
            Some(format!("{form}-{list}"))
        }
        _ => row_change(values).map(|field| format!("{form}-{field}")),
    }
}

fn is_variants(list: &str) -> bool {
    list == "variants" || (list.starts_with("strategies.") && list.ends_with(".variants"))
}

/// Gives each variant its share of the whole; the first ones take what does not divide.
fn share_evenly(values: &mut Values, list: &str) {
    let count = u16::try_from(values.rows(list)).unwrap_or(u16::MAX);
    for index in 0..count {
        let share = 1000 / count + u16::from(index < 1000 % count);
        values.set(format!("{list}.{index}.weight"), crate::flags::rules::percent(share));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(button: &str) -> Values {
        Values::from_pairs(vec![(DO.to_owned(), button.to_owned())])
    }

    #[test]
    fn a_new_variant_shares_with_the_others() {
        let mut values = pressed("variants.add");
        for _ in 0..3 {
            assert!(change(&mut values, "key", "f").is_some());
        }
        let weights: Vec<_> = (0..3)
            .map(|n| values.text(&format!("variants.{n}.weight")).to_owned())
            .collect();
        assert_eq!(weights, ["33.4", "33.3", "33.3"]);
        values.set(DO, "variants.remove.0");
        change(&mut values, "key", "f");
        assert_eq!((values.rows("variants"), values.text("variants.1.weight")), (2, "50"));
    }

    #[test]
    fn a_new_rule_is_for_everyone_and_drawn_by_the_flag() {
        let mut values = pressed("strategies.add");
        assert_eq!(
            change(&mut values, "checkout", "f").as_deref(),
            Some("f-strategies.0.name")
        );
        assert_eq!(values.text("strategies.0.parameters.rollout"), "100");
        assert_eq!(values.text("strategies.0.parameters.groupId"), "checkout");
        assert_eq!(change(&mut pressed("save"), "checkout", "f"), None);
    }
}
