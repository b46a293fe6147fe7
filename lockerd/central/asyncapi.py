"""The contract as AsyncAPI 3.1, generated from the models: ``python -m lockerd.central.asyncapi``.

Commands carry no other fields than are named; what is sent may gain some, and receivers pass over them.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from lockerd.central import examples
from lockerd.central.abilities import models_in
from lockerd.central.command_models import MAX_COMMAND_BYTES, Command, ReplyMessage
from lockerd.central.command_table import COMMANDS
from lockerd.central.event_models import fact_model, title
from lockerd.central.events import EVENT_CONTENT, REPLY_CONTENT, TYPE_PREFIX
from lockerd.central.explained import Explained
from lockerd.central.messages import CONTRACT, CloudEvent, EventData, Presence, PublicMessage, Reported
from lockerd.central.topics import ROOT
from lockerd.codes.jws import JwsType
from lockerd.domain.model.facts import FactType

Json = dict[str, Any]

_SITE: Final = f"{ROOT}/{{site}}"
_SITE_PARAMETER: Final = {"site": {"description": "Id of the site: 1 to 32 of a-z, 0-9 and hyphen."}}
_CALLER_PARAMETER: Final = {
    "caller": {"description": "Last level of the response topic of the command, else its issuer."}
}
RETAINED: Final = frozenset({"state", "reported", "public"})
_JWS_TEXT: Final = r"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$"
_ABOUT: Final = """\
What a site and central say to each other over MQTT 5, QoS 1. The version of the contract is a level of every topic.

Evolution: within a version, what a site sends only gains fields and words, and events only gain types; receivers
ignore what they do not know. Commands are strict: a site refuses a field that it does not know, with its place; what
it knows stands in its retained state. Commands and replies are compact JWS (RFC 7515) with alg Ed25519 (RFC 9864),
the key id (first 4 bytes of the SHA-256 of the public key, hex) as kid, and the typ given at each message; the schema
under x-jws-payload is that of the signed JSON, of which x-jws-example is one. A command is refused when it is
retained, on the topic of another command, for another site, valid for more than 24 hours, signed for the future, past
its exp, or larger than 16 KiB; a refused command that was verified gets a reply, anything else gets none. The same id
gets the same answer, and nothing is done twice. Each issuer numbers its commands for a site within an epoch of its own;
a number is used for one command, and an issuer that has lost count begins a higher epoch. Events are numbered without
gaps; a gap on central's side is closed by events.replay. Every event may come more than once, with the same id. Sealed
codes are HPKE (RFC 9180; X25519, HKDF-SHA256, AES-128-GCM) with info "lockerd/v1/code/" and the site's id; see
vectors.json.
x-authority says on whose behalf a command acts: the authority that its body names, that of the order that its body
names, all of them, or nobody's, as it is about the site itself. An issuer sends what is for an authority that it speaks
for; another one's orders do not exist for it."""


def build() -> Json:
    """The whole document."""
    commands = {name: _command(name) for name in COMMANDS}
    events = {kind: _event(kind) for kind in FactType}
    messages = {
        "presence": _plain(Presence, examples.PRESENCE, "Online or offline; retained, and the last will."),
        "reported": _plain(Reported, examples.REPORTED, "Snapshot; retained."),
        "public": _plain(PublicMessage, examples.PUBLIC, "What everybody may know; retained."),
        **{f"command.{name}": message for name, message in commands.items()},
        "reply": _reply(),
        **{f"event.{kind}": message for kind, message in events.items()},
    }
    channels: Json = {
        "state": _channel(f"{_SITE}/state", ["presence"], {}),
        "reported": _channel(f"{_SITE}/reported", ["reported"], {}),
        "public": _channel(f"{_SITE}/public", ["public"], {}),
        **{f"command.{name}": _channel(f"{_SITE}/command/{name}", [f"command.{name}"], {}) for name in COMMANDS},
        "reply": _channel(f"{_SITE}/reply/{{caller}}", ["reply"], _CALLER_PARAMETER),
        **{f"event.{kind}": _channel(f"{_SITE}/event/{kind}", [f"event.{kind}"], {}) for kind in FactType},
    }
    return {
        "asyncapi": "3.1.0",
        "info": {"title": "lockerd and central", "version": f"{CONTRACT}.0", "description": _ABOUT},
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": {
            "tellState": _operation("send", "state"),
            "tellReported": _operation("send", "reported"),
            "tellPublic": _operation("send", "public"),
            **{f"tell{title(kind)}": _operation("send", f"event.{kind}") for kind in FactType},
            **{f"take{title(name)}": _operation("receive", f"command.{name}", replies=True) for name in COMMANDS},
        },
        "components": {"messages": messages, "schemas": _schemas()},
    }


def text() -> str:
    """The document as it is committed."""
    return json.dumps(build(), indent=2, ensure_ascii=False) + "\n"


def _channel(address: str, messages: list[str], parameters: Json) -> Json:
    return {
        "address": address,
        "parameters": _SITE_PARAMETER | parameters,
        "messages": {_key(name): {"$ref": f"#/components/messages/{name}"} for name in messages},
    }


def _operation(action: str, channel: str, *, replies: bool = False) -> Json:
    operation: Json = {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "bindings": {"mqtt": {"qos": 1, "retain": channel in RETAINED}},
    }
    if replies:
        operation["reply"] = {
            "channel": {"$ref": "#/channels/reply"},
            "address": {"location": "$message.header#/responseTopic", "description": "MQTT 5 response topic."},
        }
    return operation


def _plain(model: type[BaseModel], example: Json, summary: str) -> Json:
    return {"summary": summary, "payload": _ref(model), "examples": [{"payload": example}]}


def _event(kind: FactType) -> Json:
    data = {"allOf": [_ref(EventData), {"properties": {"fact": _ref(fact_model(kind))}}]}
    narrowed = {"properties": {"type": {"const": f"{TYPE_PREFIX}{kind}"}, "data": data}}
    return {
        "contentType": EVENT_CONTENT,
        "payload": {"allOf": [_ref(CloudEvent), narrowed]},
        "examples": [{"payload": json.loads(examples.event(kind))}],
    }


def _command(name: str) -> Json:
    row = COMMANDS[name]
    contents = [examples.command(name, example) for example in range(len(row.examples))]
    payload = {"allOf": [_ref(Command), {"properties": {"name": {"const": name}, "body": _ref(row.body)}}]}
    texts = [examples.signed_command(content) for content in contents]
    signed = _signed(effect_of(name), JwsType.COMMAND, payload, contents[0], texts)
    return signed | {"x-authority": row.authority}


def effect_of(name: str) -> str:
    """What a command does, in one paragraph."""
    return " ".join((COMMANDS[name].body.__doc__ or "").split())


def _reply() -> Json:
    content = examples.reply()
    summary = "What became of a command; its reasons are the words of lockerd's refusals. Correlation data as asked."
    return _signed(summary, JwsType.REPLY, _ref(ReplyMessage), content, [examples.signed_reply(content)])


def _signed(summary: str, typ: JwsType, payload: Json, content: Json, signed: list[str]) -> Json:
    return {
        "summary": summary,
        "contentType": REPLY_CONTENT,
        "payload": {"type": "string", "pattern": _JWS_TEXT, "maxLength": MAX_COMMAND_BYTES},
        "x-jws-typ": typ,
        "x-jws-payload": payload,
        "x-jws-example": content,
        "examples": [{"payload": text} for text in signed],
    }


def _models() -> list[type[BaseModel]]:
    facts = [fact_model(kind) for kind in FactType]
    return [Presence, Reported, PublicMessage, Command, *_bodies(), ReplyMessage, CloudEvent, *facts]


def _bodies() -> list[type[BaseModel]]:
    return [row.body for row in COMMANDS.values()]


def received(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """A model of what central sends, and those inside it."""
    yield model
    for field in model.model_fields.values():
        for inner in models_in(field.annotation):
            yield from received(inner)


def _schemas() -> Json:
    """Schemas of all models. Commands are strict; what is sent holds no unknown field, but receivers must not check it:
    a later release may send more."""
    _, found = models_json_schema(
        [(model, "validation") for model in _models()],
        ref_template="#/components/schemas/{model}",
        schema_generator=Explained,
    )
    schemas: Json = found["$defs"]
    whole: list[type[BaseModel]] = [Command, *_bodies()]
    strict = {inner.__name__ for model in whole for inner in received(model)}
    for name, schema in schemas.items():
        if schema.get("additionalProperties") is False and name not in strict:
            del schema["additionalProperties"]
        for field in schema.get("properties", {}).values():
            field.pop("title", None)
    return schemas


def _ref(model: type[BaseModel]) -> Json:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _key(name: str) -> str:
    return name.replace(".", "_")


if __name__ == "__main__":
    sys.stdout.write(text())
