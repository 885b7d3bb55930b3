use arkan_backend::flags::Asked;

/// Reads what a person wrote of who asks: the user's id, and a line each for the rest.
///
/// # Errors
/// The number of the first line without a `=`, from 1.
pub fn read(user: &str, lines: &str) -> Result<Asked, usize> {
    let mut asked = Asked::user(user.trim());
    for (index, line) in lines.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let (name, value) = line.split_once('=').ok_or(index + 1)?;
        asked.put(name.trim(), value.trim().to_owned());
    }
    Ok(asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_fields() {
        let asked = read(" sara ", "country = SA\n\nsessionId=s1\nenvironment = live\nnote = a=b").unwrap();
        assert_eq!(asked.field("userId"), Some("sara"));
        assert_eq!(asked.field("sessionId"), Some("s1"));
        assert_eq!(asked.field("country"), Some("SA"));
        assert_eq!(asked.field("environment"), Some("live"));
        assert_eq!(asked.field("note"), Some("a=b"));
        assert_eq!(read("", "country: SA\nx").unwrap_err(), 1);
    }
}
