use crate::page::InProject;
use arkan_backend::flags::{Cursor, Filter, Order, StateFilter};
use arkan_domain::{flags::FlagKind, ids::UserId};
use serde::Deserialize;

/// Filters, order and place of the list, as they stand in the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub q: String,
    /// `production.killed`: an environment's key and a state there.
    pub state: String,
    pub kind: String,
    pub owner: String,
    pub tag: String,
    /// `yes` for archived flags.
    pub archived: String,
    /// `yes` for the reader's own favourites.
    pub favourites: String,
    /// As [`Order`] is written.
    pub sort: String,
    before: String,
    after: String,
    /// `all` when every box of the page is to be checked.
    checked: String,
}

impl ListQuery {
    /// The filter; what is not understood is left out.
    pub fn filter(&self, place: &InProject, reader: Option<UserId>) -> Filter {
        let state = self
            .state
            .rsplit_once('.')
            .and_then(|(environment, state)| Some((place.environment(environment)?.id, StateFilter::parse(state)?)));
        Filter {
            search: self.q.clone(),
            state,
            kind: FlagKind::parse(&self.kind),
            owner: self.owner.parse().ok(),
            tag: Some(self.tag.trim().to_owned()).filter(|tag| !tag.is_empty()),
            favourite_of: reader.filter(|_| self.favourites()),
            archived: self.archived == "yes",
            order: self.order(),
            before: Cursor::parse(&self.before),
            after: Cursor::parse(&self.after),
        }
    }

    pub fn order(&self) -> Order {
        Order::parse(&self.sort).unwrap_or_default()
    }

    pub fn favourites(&self) -> bool {
        self.favourites == "yes"
    }

    pub fn all_checked(&self) -> bool {
        self.checked == "all"
    }

    /// Whether anything is filtered, so that an empty list does not mean that there are no flags.
    pub fn is_active(&self) -> bool {
        self.pairs()
            .iter()
            .any(|(name, value)| *name != "sort" && !value.is_empty())
    }

    /// The same filters and order at another place in the list.
    pub fn at(&self, name: &str, cursor: &Cursor) -> String {
        self.with(&[(name, &cursor.text())])
    }

    /// The same filters from the start, in another order.
    pub fn sorted(&self, order: Order) -> String {
        let sort = order.to_string();
        Self {
            sort: if order == Order::default() { String::new() } else { sort },
            ..self.clone()
        }
        .with(&[])
    }

    /// This very page, with its boxes checked or not.
    pub fn checking(&self, all: bool) -> String {
        let place = [("before", self.before.as_str()), ("after", self.after.as_str())];
        let mut more: Vec<_> = place.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        if all {
            more.push(("checked", "all"));
        }
        self.with(&more)
    }

    fn pairs(&self) -> [(&'static str, &str); 8] {
        [
            ("q", &self.q),
            ("state", &self.state),
            ("kind", &self.kind),
            ("owner", &self.owner),
            ("tag", &self.tag),
            ("archived", &self.archived),
            ("favourites", &self.favourites),
            ("sort", &self.sort),
        ]
    }

    fn with(&self, more: &[(&str, &str)]) -> String {
        let mut text = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.pairs().into_iter().chain(more.iter().copied()) {
            if !value.is_empty() {
                text.append_pair(name, value);
            }
        }
        format!("?{}", text.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_stay_and_the_place_goes_when_the_order_changes() {
        let query = ListQuery {
            q: "pay & go".to_owned(),
            tag: "الدفع".to_owned(),
            before: "key.a".to_owned(),
            sort: "key".to_owned(),
            ..ListQuery::default()
        };
        let tag = "%D8%A7%D9%84%D8%AF%D9%81%D8%B9";
        assert_eq!(
            query.sorted(Order::Created),
            format!("?q=pay+%26+go&tag={tag}&sort=created")
        );
        assert_eq!(query.sorted(Order::Updated), format!("?q=pay+%26+go&tag={tag}"));
        assert_eq!(
            query.checking(true),
            format!("?q=pay+%26+go&tag={tag}&sort=key&before=key.a&checked=all")
        );
        assert_eq!(
            query.at("after", &Cursor::Key("b".to_owned())),
            format!("?q=pay+%26+go&tag={tag}&sort=key&after=key.b")
        );
        assert!(query.is_active());
        let sorted = ListQuery {
            sort: "key".to_owned(),
            ..ListQuery::default()
        };
        assert!(!sorted.is_active());
    }
}
