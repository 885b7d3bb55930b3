use arkan_app::page::{AppState, SESSION_USER};
use arkan_backend::{
    Backend, Clock,
    identity::{NewUser, PgSessionStore, User, add_user, describe_session},
    projects,
};
use arkan_domain::identity::{Actor, Role};
use arkan_locales::Lang;
use axum::{Router, body::Body};
use http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use sqlx::PgPool;
use std::collections::HashMap;
use tower::ServiceExt as _;
use tower_sessions::{
    Expiry, SessionManagerLayer, SessionStore as _,
    session::{Id, Record},
};

pub const PASSWORD: &str = "a quiet harbour at noon";

/// A console with its own project, and nobody in it.
pub struct Console {
    pub backend: Backend,
    router: Router,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    /// Where a redirect leads.
    pub location: String,
    /// The session's cookie, when a new one was set: `arkan=…`.
    pub cookie: Option<String>,
    pub headers: http::HeaderMap,
    pub text: String,
}

impl Console {
    pub async fn new(pool: PgPool) -> Self {
        let backend = Backend::for_tests(pool.clone(), Clock::default());
        projects::ensure_own(&backend).await.expect("the own project");
        let sessions = SessionManagerLayer::new(PgSessionStore::new(pool, backend.clock.clone()))
            .with_name("arkan")
            .with_secure(false)
            .with_expiry(Expiry::OnSessionEnd);
        let state = AppState {
            backend: backend.clone(),
            assets: "/static/test".into(),
        };
        Self {
            router: arkan_app::router().layer(sessions).with_state(state),
            backend,
        }
    }

    pub async fn add(&self, name: &str, role: Role) -> User {
        let new = NewUser {
            email: format!("{name}@example.com"),
            name: name.to_owned(),
            password: PASSWORD.to_owned(),
            language: Lang::En,
            role,
        };
        add_user(&self.backend, &Actor::system("test"), &new)
            .await
            .expect("added")
    }

    /// A session of a person, without the hashing of a sign-in.
    pub async fn session(&self, user: &User) -> String {
        let store = PgSessionStore::new(self.backend.pool.clone(), self.backend.clock.clone());
        let user_id = serde_json::to_value(user.user_id()).expect("an id");
        let mut record = Record {
            id: Id::default(),
            data: HashMap::from([(SESSION_USER.to_owned(), user_id)]),
            expiry_date: time::OffsetDateTime::UNIX_EPOCH,
        };
        store.create(&mut record).await.expect("created");
        let hash = PgSessionStore::hash(&record.id);
        describe_session(&self.backend, &hash, user.user_id(), None, "test")
            .await
            .expect("described");
        format!("arkan={}", record.id)
    }

    pub async fn get(&self, path: &str, cookie: Option<&str>) -> Answer {
        self.send("GET", path, &[], cookie, false).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)], cookie: Option<&str>) -> Answer {
        self.send("POST", path, fields, cookie, false).await
    }

    /// Sends a request, as the script that enhances forms when `enhanced`.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        fields: &[(&str, &str)],
        cookie: Option<&str>,
        enhanced: bool,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(cookie) = cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if enhanced {
            request = request.header("x-arkan-enhance", "1");
        }
        let body = if method == "POST" {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            let mut form = url::form_urlencoded::Serializer::new(String::new());
            form.extend_pairs(fields);
            Body::from(form.finish())
        } else {
            Body::empty()
        };
        let request = request.body(body).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("answers");
        let (parts, body) = response.into_parts();
        let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let cookies = parts.headers.get_all(header::SET_COOKIE).iter();
        let cookie = cookies
            .filter_map(|value| value.to_str().ok()?.split(';').next())
            .find(|pair| pair.starts_with("arkan="))
            .map(str::to_owned);
        let bytes = body.collect().await.expect("a body").to_bytes();
        Answer {
            status: parts.status,
            location: text(header::LOCATION).unwrap_or_default().to_owned(),
            cookie,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            headers: parts.headers,
        }
    }
}
