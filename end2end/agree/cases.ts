// What is asked about: flags of every kind that rules can make, and people of every kind that they can mean.

/** How an application reads a flag: a boolean, or what its variants bring. */
export type Kind = "boolean" | "string" | "number" | "object";

/** Who asks, with Unleash's names. */
export interface Context {
  userId?: string;
  sessionId?: string;
  remoteAddress?: string;
  appName?: string;
  environment?: string;
  currentTime?: string;
  properties?: Record<string, string | number>;
}

export interface Flag {
  kind: Kind;
  enabled?: boolean;
  killed?: boolean;
  strategies: object[];
  variants?: object[];
  /** What it needs: a flag, what that must be, and which of its variants will do. */
  needs?: { key: string; enabled?: boolean; variants?: string[] };
  /** Whom it is meant for, said a second time and by nobody's engine. */
  meant?: (context: Context) => boolean;
}

const rollout = (share: number, stickiness = "default", rest: object = {}) => ({
  name: "flexibleRollout",
  parameters: { rollout: String(share), stickiness, groupId: "agree" },
  ...rest,
});
const everyone = (...constraints: object[]) => ({ name: "default", constraints });
const where = (contextName: string, operator: string, against: string | string[], rest: object = {}) => ({
  contextName,
  operator,
  ...(Array.isArray(against) ? { values: against } : { value: against }),
  ...rest,
});
const variant = (name: string, weight: number, type?: string, value?: string) => ({
  name,
  weight,
  ...(type ? { payload: { type, value } } : {}),
});

const text = (context: Context, name: string) => String(context.properties?.[name] ?? "");
const age = ({ properties }: Context) => (properties?.age === "" ? NaN : Number(properties?.age ?? NaN));
/** What time it is for them: the one that they say, or now. */
const time = ({ currentTime }: Context) => Date.parse(currentTime ?? new Date().toISOString());
const NEW_YEAR = "2027-01-01T00:00:00Z";
const PHRASES = ['she said "yes"', "C:\\temp\\new", "a,b", "🚀 طائر", "القاهرة"];

/** The constraints of the segment that `segment` needs. */
export const SEGMENT = [where("country", "IN", ["SA", "AE"]), where("age", "NUM_GTE", "18")];

const COLOURS = [
  variant("teal", 500, "json", '{"hue":180,"names":["teal","فيروزي"]}'),
  variant("plum", 300, "json", '{"hue":300,"deep":{"dark":true}}'),
  variant("sand", 200, "json", '{"hue":40.5}'),
];

export const flags = (segment: number): Record<string, Flag> => ({
  off: { kind: "boolean", enabled: false, strategies: [rollout(100)], meant: () => false },
  killed: { kind: "boolean", killed: true, strategies: [rollout(100)], meant: () => false },
  share: { kind: "boolean", strategies: [rollout(50, "userId")] },
  "share-default": { kind: "boolean", strategies: [rollout(50)] },
  "share-session": { kind: "boolean", strategies: [rollout(50, "sessionId")] },
  "share-country": { kind: "boolean", strategies: [rollout(50, "country")] },
  "share-app": { kind: "boolean", strategies: [rollout(100, "userId", { constraints: [where("appName", "IN", ["shop"])] })] },
  plan: {
    kind: "boolean",
    strategies: [everyone(where("plan", "IN", ["pro", "team"]))],
    meant: (context) => ["pro", "team"].includes(text(context, "plan")),
  },
  "no-plan": {
    kind: "boolean",
    strategies: [everyone(where("plan", "NOT_IN", ["pro", "team"]))],
    meant: (context) => !["pro", "team"].includes(text(context, "plan")),
  },
  version: {
    kind: "boolean",
    strategies: [everyone(where("appVersion", "SEMVER_GTE", "2.1.0"))],
    meant: (context) => ["2.1.0", "2.10.0", "2.1.0+build.7", "10.0.0"].includes(text(context, "appVersion")),
  },
  "old-version": { kind: "boolean", strategies: [everyone(where("appVersion", "SEMVER_LT", "2.1.0"))] },
  "from-new-year": {
    kind: "boolean",
    strategies: [everyone(where("currentTime", "DATE_AFTER", NEW_YEAR))],
    meant: (context) => time(context) > Date.parse(NEW_YEAR),
  },
  "to-new-year": {
    kind: "boolean",
    strategies: [everyone(where("currentTime", "DATE_BEFORE", NEW_YEAR))],
    meant: (context) => time(context) < Date.parse(NEW_YEAR),
  },
  adult: { kind: "boolean", strategies: [everyone(where("age", "NUM_GTE", "18"))], meant: (context) => age(context) >= 18 },
  child: { kind: "boolean", strategies: [everyone(where("age", "NUM_LT", "18"))], meant: (context) => age(context) < 18 },
  segment: {
    kind: "boolean",
    strategies: [{ name: "default", segments: [segment] }],
    meant: (context) => ["SA", "AE"].includes(text(context, "country")) && age(context) >= 18,
  },
  two: {
    kind: "boolean",
    strategies: [
      { name: "userWithId", parameters: { userIds: "sara, omar" } },
      rollout(50, "userId", { constraints: [where("plan", "IN", ["pro", "team"])] }),
    ],
  },
  staff: {
    kind: "boolean",
    strategies: [everyone(where("email", "STR_ENDS_WITH", ["@example.com"], { caseInsensitive: true }))],
    meant: (context) => text(context, "email").toLowerCase().endsWith("@example.com"),
  },
  guests: {
    kind: "boolean",
    strategies: [everyone(where("userId", "REGEX", "^user-[0-9]+$", { inverted: true }))],
    meant: ({ userId }) => !/^user-\d+$/.test(userId ?? ""),
  },
  phrases: {
    kind: "boolean",
    strategies: [everyone(where("phrase", "IN", PHRASES))],
    meant: (context) => PHRASES.includes(text(context, "phrase")),
  },
  network: {
    kind: "boolean",
    strategies: [
      everyone(where("remoteAddress", "IN_CIDR", ["10.0.0.0/8"])),
      { name: "remoteAddress", parameters: { IPs: "2001:db8::/32" } },
    ],
    meant: ({ remoteAddress }) => /^(10\.|2001:db8:)/.test(remoteAddress ?? ""),
  },
  "app-till": {
    kind: "boolean",
    strategies: [everyone(where("appName", "IN", ["till"]))],
    meant: ({ appName }) => appName === "till",
  },
  // What the application says of its own environment; whose rules these are its token says.
  "says-live": {
    kind: "boolean",
    strategies: [everyone(where("environment", "IN", ["live"]))],
    meant: ({ environment }) => environment === "live",
  },
  colour: { kind: "object", strategies: [rollout(100)], variants: COLOURS },
  price: { kind: "number", strategies: [rollout(60, "userId", { variants: [variant("low", 400, "number", "9.5"), variant("high", 600, "number", "12.25")] })] },
  label: {
    kind: "string",
    strategies: [rollout(100)],
    variants: [variant("short", 400, "string", "Buy"), variant("long", 400, "csv", "Buy,now"), variant("bare", 200)],
  },
  // The variants of a rule go by what the rule goes by, whatever kind of rule it is.
  "by-session": { kind: "string", strategies: [rollout(100, "sessionId", { variants: [variant("a", 500), variant("b", 500)] })] },
  "by-country": { kind: "string", strategies: [rollout(100, "country", { variants: [variant("a", 500), variant("b", 500)] })] },
  "by-kind": {
    kind: "string",
    strategies: [
      { name: "userWithId", parameters: { userIds: "sara, omar, lina, noor" }, variants: [variant("a", 500), variant("b", 500)] },
      { ...everyone(where("plan", "IN", ["pro", "team", "free"])), variants: [variant("c", 500), variant("d", 500)] },
    ],
  },
  // On, but with a variant for some only.
  "half-varied": {
    kind: "string",
    strategies: [{ ...everyone(where("plan", "IN", ["pro"])), variants: [variant("x", 1000)] }, everyone(where("plan", "IN", ["team"]))],
    meant: (context) => ["pro", "team"].includes(text(context, "plan")),
  },
  "needs-share": { kind: "boolean", strategies: [rollout(100)], needs: { key: "share" } },
  "needs-no-share": { kind: "boolean", strategies: [rollout(100)], needs: { key: "share", enabled: false } },
  "needs-teal": { kind: "boolean", strategies: [rollout(100)], needs: { key: "colour", variants: ["teal", "sand"] } },
  "rule-off": {
    kind: "boolean",
    strategies: [{ ...everyone(), disabled: true }, everyone(where("country", "IN", ["SA"]))],
    meant: (context) => text(context, "country") === "SA",
  },
});

/** Somebody of whom only the id is known: all that the box "try it" can be told. */
const users = ["sara", "omar", ...Array.from({ length: 8 }, (_, number) => `user-${number}`)].map((userId) => ({ userId }));

export const contexts: Context[] = [
  ...users,
  { userId: "lina", properties: { plan: "pro", country: "SA", appVersion: "2.1.0", age: 34, email: "lina@Example.COM" } },
  { userId: "noor", properties: { plan: "team", country: "AE", appVersion: "2.10.0", age: 17, email: "noor@example.org" } },
  { userId: "zayd", properties: { plan: "free", country: "SA", appVersion: "2.1.0-beta.2", age: 18 } },
  { userId: "maha", properties: { plan: "Pro", country: "EG", appVersion: "2.1", age: 17.5 } },
  { userId: "huda", properties: { plan: "team", country: "SA", appVersion: "2.1.0+build.7", age: -1 } },
  { userId: "ziad", properties: { plan: "pro", country: "القاهرة", appVersion: "10.0.0", phrase: PHRASES[0] } },
  { userId: "rami", properties: { plan: "pro", country: "", phrase: PHRASES[1], age: "" } },
  { userId: "dana", properties: { country: "QA", appVersion: "1.99.99", phrase: PHRASES[2], email: "dana@example.com" } },
  { userId: "fadi", properties: { country: "AE", phrase: PHRASES[3], age: 90 } },
  { userId: "samir", sessionId: "s-1", currentTime: "2026-12-31T23:59:59Z" },
  { userId: "samir", sessionId: "s-2", currentTime: NEW_YEAR },
  { userId: "samir", sessionId: "s-3", currentTime: "2027-01-01T02:30:00+03:00" },
  { userId: "samir", sessionId: "s-4", currentTime: "2027-06-01T08:00:00.250Z", properties: { plan: "team" } },
  { sessionId: "s-5", properties: { plan: "team", country: "AE", age: 21 } },
  { sessionId: "s-6" },
  { sessionId: "s-7", properties: { plan: "free", phrase: PHRASES[4] } },
  { userId: "till-1", appName: "till", environment: "live", remoteAddress: "10.1.2.3" },
  { userId: "till-2", appName: "shop", remoteAddress: "192.168.7.9" },
  { userId: "till-3", appName: "shop", environment: "test", remoteAddress: "2001:db8::17" },
  // Nobody: where a bucket decides there is no answer but chance.
  { properties: { plan: "pro", country: "SA", age: 40 } },
];
