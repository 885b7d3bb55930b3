use crate::text_enum;

text_enum! {
    /// Whom a guide is written for. Anyone may read it all the same.
    Audience {
        Everyone = "everyone",
        Admin = "admin",
        Operator = "operator",
        ProductOwner = "product_owner",
        Trainer = "trainer",
    }
}
