use crate::fields::Problem;

/// Checks whether a flag may need another, given who needs whom already (child, parent).
///
/// Unleash's SDKs follow one step: a parent that has parents of its own counts as off. So neither may the parent need
/// anyone, nor may anyone need the child.
///
/// # Errors
/// [`Problem::Cycle`] or [`Problem::Chain`] with the way by keys, the child first.
pub fn check_prerequisite(needs: &[(String, String)], child: &str, parent: &str) -> Result<(), Problem> {
    if let Some(mut path) = way(needs, parent, child) {
        path.insert(0, child.to_owned());
        return Err(Problem::Cycle { path });
    }
    if let Some((_, above)) = needs.iter().find(|(who, _)| who == parent) {
        let path = vec![child.to_owned(), parent.to_owned(), above.clone()];
        return Err(Problem::Chain { path });
    }
    if let Some((below, _)) = needs.iter().find(|(_, whom)| whom == child) {
        let path = vec![below.clone(), child.to_owned(), parent.to_owned()];
        return Err(Problem::Chain { path });
    }
    Ok(())
}

/// The way from one flag to another along needs, both ends included.
fn way(needs: &[(String, String)], from: &str, to: &str) -> Option<Vec<String>> {
    let mut ways = vec![vec![from.to_owned()]];
    let mut seen = vec![from.to_owned()];
    while let Some(way) = ways.pop() {
        let last = way.last()?;
        if last == to {
            return Some(way);
        }
        for (_, next) in needs.iter().filter(|(who, _)| who == last) {
            if !seen.contains(next) {
                seen.push(next.clone());
                let mut longer = way.clone();
                longer.push(next.clone());
                ways.push(longer);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn a_circle_is_named() {
        let path = |list: &[&str]| list.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
        let itself = check_prerequisite(&[], "a", "a");
        assert_eq!(
            itself,
            Err(Problem::Cycle {
                path: path(&["a", "a"])
            })
        );
        let back = check_prerequisite(&pairs(&[("b", "a")]), "a", "b");
        assert_eq!(
            back,
            Err(Problem::Cycle {
                path: path(&["a", "b", "a"])
            })
        );
        let far = check_prerequisite(&pairs(&[("b", "c"), ("c", "a")]), "a", "b");
        assert_eq!(
            far,
            Err(Problem::Cycle {
                path: path(&["a", "b", "c", "a"])
            })
        );
        let above = check_prerequisite(&pairs(&[("b", "c")]), "a", "b");
        assert_eq!(
            above,
            Err(Problem::Chain {
                path: path(&["a", "b", "c"])
            })
        );
        let below = check_prerequisite(&pairs(&[("z", "a")]), "a", "b");
        assert_eq!(
            below,
            Err(Problem::Chain {
                path: path(&["z", "a", "b"])
            })
        );
    }

    #[test]
    fn a_flag_may_need_several_and_be_needed_by_several() {
        let needs = pairs(&[("a", "b"), ("c", "b")]);
        assert_eq!(check_prerequisite(&needs, "a", "d"), Ok(()));
        assert_eq!(check_prerequisite(&needs, "e", "b"), Ok(()));
    }

    proptest! {
        #[test]
        fn what_was_taken_has_neither_circles_nor_chains(asked in prop::collection::vec((0_u8..8, 0_u8..8), 0..60)) {
            let mut needs = Vec::new();
            for (child, parent) in asked {
                let (child, parent) = (child.to_string(), parent.to_string());
                if check_prerequisite(&needs, &child, &parent).is_ok() {
                    needs.push((child, parent));
                }
            }
            for (child, parent) in &needs {
                prop_assert_ne!(child, parent);
                prop_assert!(!needs.iter().any(|(other, _)| other == parent));
            }
        }
    }
}
