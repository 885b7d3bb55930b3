// What each way of asking says of a flag, in one form.
import type { Context, Flag } from "./cases";

/** A member that is undefined cannot be told by whom was asked. */
export interface Said {
  on?: boolean;
  variant?: string | null;
  /** What the variant brings, as JSON has it; its name where it brings nothing; null without a variant. */
  value?: unknown;
  /** OFREP's word for why. */
  reason?: string;
}

/** By context, then by flag. */
export type Answers = Record<string, Said>[];

const REFUSED = "TARGETING_KEY_MISSING";
/** A bucket decides and nobody said whose: there is no answer. */
const refused: Said = { reason: REFUSED };

interface Ofrep {
  value?: unknown;
  variant?: string | null;
  reason?: string;
  errorCode?: string;
}

/** An answer of OFREP as it stands in the protocol. */
export function fromOfrep({ kind }: Flag, { value, variant, reason, errorCode }: Ofrep): Said {
  if (errorCode) return { reason: errorCode };
  if (kind === "boolean") return { on: value as boolean, variant: null, value: null, reason };
  return value === undefined
    ? { on: variant !== "off", variant: null, value: null, reason }
    : { on: true, variant, value, reason };
}

/** What an OpenFeature SDK gives an application; `error` null where there was none. */
interface Details {
  value: unknown;
  variant: string | null;
  reason: string | null;
  error: string | null;
}

/** How an SDK of OpenFeature tells of what it cannot answer. */
export interface Ways {
  /** Its error where OFREP gives no value, so that the code's default holds. Null: it takes the default without one. */
  none: string | null;
  /** Its error where OFREP asks for a targeting key. */
  refused: string;
  /** Whether its reason is the protocol's. */
  reasons: boolean;
}

const DEFAULTS: Record<string, string> = { string: '""', number: "0", object: "{}" };

export function fromDetails({ kind }: Flag, { value, variant, reason, error }: Details, ways: Ways): Said {
  const why = ways.reasons && reason ? reason : undefined;
  if (error === ways.refused) return refused;
  if (kind === "boolean") return error ? { reason: error } : { on: value as boolean, variant: null, value: null, reason: why };
  if (JSON.stringify(value) !== DEFAULTS[kind]) return { on: true, variant, value, reason: why };
  // The SDK that takes the lack of a value for an error says no more.
  if (error !== ways.none) return { reason: error ?? "a default without an error" };
  return error ? { variant: null, value: null } : { on: variant !== "off", variant: null, value: null, reason: why };
}

interface Unleash {
  value: boolean;
  variant?: string;
  payload?: { type: string; value: string } | null;
}

export function fromUnleash({ kind }: Flag, { value: on, variant, payload }: Unleash): Said {
  if (kind === "boolean") return { on };
  if (variant === "disabled") return { on, variant: null, value: null };
  const typed = payload && (["number", "json"].includes(payload.type) ? JSON.parse(payload.value) : payload.value);
  return { on, variant, value: payload ? typed : variant };
}

/** A toggle of the frontend's list; one that is missing is off. */
interface Toggle {
  enabled: boolean;
  variant: { name: string; payload?: { type: string; value: string } };
}

export function fromToggle(flag: Flag, toggle?: Toggle): Said {
  const { name = "disabled", payload } = toggle?.variant ?? {};
  return fromUnleash(flag, { value: toggle?.enabled ?? false, variant: name, payload });
}

/** A row of the playground or of "try it": `true`, `false`, a variant's name, or why there is no answer. */
export function fromPage({ kind }: Flag, text: string, reason: string, missing: string): Said {
  if (text === missing) return refused;
  const on = text !== "false";
  return kind === "boolean" ? { on: text === "true", reason } : { on, variant: on && text !== "true" ? text : null, reason };
}

export function fromExplanation(answer: { value: boolean | null; variant: string | null; reason: string }): Said {
  const { value, variant, reason } = answer;
  return value === null ? { reason } : { on: value, variant, reason };
}

/** A context as OpenFeature has it: all in one. */
export function flat({ userId, properties, ...fields }: Context) {
  return { ...(userId ? { targetingKey: userId } : {}), ...fields, ...properties };
}

/** The context as a person writes it into the playground: the user, and a line each for the rest. */
export function lines({ userId, properties, ...fields }: Context) {
  const rest = Object.entries({ ...fields, ...properties }).map(([name, value]) => `${name} = ${value}`);
  return { user: userId ?? "", properties: rest.join("\n") };
}
