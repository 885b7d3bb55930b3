use crate::forms::{DO, RowChange, Values};
use arkan_domain::flags::Operator;

/// Does what a button beside a list of constraints asked for, and tells the name of the field to go on with. Nothing
/// when the form was sent to be saved.
pub fn row_change(values: &mut Values) -> Option<String> {
    let asked = values.text(DO).to_owned();
    match RowChange::parse(&asked)? {
        RowChange::Add { list } if is_list(list) => {
            let row = format!("{list}.{}", values.rows(list));
            values.set(format!("{row}.contextName"), "");
            values.set(format!("{row}.operator"), Operator::In.as_str());
            values.set(format!("{row}.values"), "");
            Some(format!("{row}.contextName"))
        }
        RowChange::Remove { list, index } if is_list(list) => {
            values.remove_row(list, index);
            Some(format!("{list}.add"))
        }
        _ => None,
    }
}

fn is_list(list: &str) -> bool {
    list.rsplit('.').next() == Some("constraints")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_comes_and_goes() {
        let mut values = Values::default();
        values.set(DO, "strategies.1.constraints.add");
        assert_eq!(
            row_change(&mut values).as_deref(),
            Some("strategies.1.constraints.0.contextName")
        );
        assert_eq!(values.text("strategies.1.constraints.0.operator"), "IN");
        values.set(DO, "strategies.1.constraints.remove.0");
        assert_eq!(row_change(&mut values).as_deref(), Some("strategies.1.constraints.add"));
        assert_eq!(values.rows("strategies.1.constraints"), 0);
        for other in ["", "strategies.add", "variants.remove.0"] {
            values.set(DO, other);
            assert_eq!(row_change(&mut values), None, "{other}");
        }
    }
}
