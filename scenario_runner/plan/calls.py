"""A step's act as the LangGraph calls it makes."""

from __future__ import annotations

from typing import assert_never

from scenario_runner.language.model import CallOptions, Step
from scenario_runner.language.value import Value
from scenario_runner.plan.operations import (
    AnswerOnly,
    AnswerSome,
    Call,
    ChatCall,
    InvokeCall,
    LookCall,
    Payload,
    Plain,
    ReloadCall,
    UpdateCall,
    Whole,
    answers,
)
from scenario_runner.plan.words import address_text, data_text, message_words, moment_words


def call_texts(call: Call, step: Step, via: str | None = None) -> tuple[str, ...]:
    """The LangGraph calls of a step as Python, with values as written. `via` is the strategy
    that ran, where that is known."""
    config = _config(step)
    match call:
        case InvokeCall(payload=payload) if answers(payload) and step.at is not None:
            return _travel(payload, step, via or step.via, config)
        case InvokeCall(payload=payload):
            return (f"graph.invoke({_payload(payload)}, {config}{keywords(step.options)})",)
        case UpdateCall(values=values, as_node=as_node):
            node = f", as_node={data_text(as_node)}" if as_node is not None else ""
            return (f"graph.update_state({config}, {data_text(values)}{node})",)
        case LookCall():
            return (f"graph.get_state({config})",)
        case ChatCall(kind=kind, message=message, anchor=anchor, content=content):
            at = f"<{anchor.replace('_', ' ')} of {message_words(message)}>"
            sent = "None" if kind == "regenerate" else _sent(kind, content)
            return (f"graph.invoke({sent}, {at}{keywords(step.options)})",)
        case ReloadCall():
            return ("graph, checkpointer = <opened again on the same storage>",)
        case _:
            assert_never(call)


def _config(step: Step) -> str:
    laid = laid_over(step.options)
    if step.at is not None:
        return f"<config of {moment_words(step.at)}{laid}>"
    of_thread = "" if step.thread == "main" else f" of thread {step.thread}"
    return f"<config{of_thread}{laid}>" if of_thread or laid else "config"


def laid_over(options: CallOptions) -> str:
    """What a config gets besides its thread."""
    told = [] if options.config is None else [entries(options.config)]
    if options.recursion_limit is not None:
        told.append(f"recursion_limit {options.recursion_limit}")
    return f" with {', '.join(told)}" if told else ""


def entries(config: Value) -> str:
    """The entries of a mapping, or the template that gives one."""
    if not isinstance(config.data, dict):
        return data_text(config)
    return ", ".join(f"{name} {data_text(value)}" for name, value in config.data.items())


def _sent(kind: str, content: Value | None) -> str:
    if kind == "edit" and content is not None:
        return f"{{<messages>: [<a new user message>: {data_text(content)}]}}"
    return "{<messages>: [<the same user message with a new id>]}"


def _travel(payload: Payload, step: Step, via: str, config: str) -> tuple[str, ...]:
    answer, words = _payload(payload), keywords(step.options)
    replay = (f"graph.invoke(None, {config}{words})", f"graph.invoke({answer}, config{words})")
    copy = (
        f'fork = graph.update_state({config}, None, as_node="__copy__")',
        f"graph.invoke({answer}, fork{words})",
    )
    match via:
        case "direct":
            return (f"graph.invoke({answer}, {config}{words})",)
        case "replay":
            return replay
        case "copy":
            return copy
        case _:
            return (*copy, "or, where that is not exact:", *replay)


def _payload(payload: Payload) -> str:
    match payload:
        case Plain(value=value):
            return data_text(value)
        case AnswerOnly(value=value):
            return f"Command(resume={data_text(value)})"
        case AnswerSome(answers=answers):
            inner = ", ".join(
                f"<id of the interrupt at {address_text(a.address)}>: {data_text(a.value)}"
                for a in answers
            )
            return f"Command(resume={{{inner}}})"
        case Whole(resume=resume, update=update, goto=goto):
            parts = {"resume": resume, "update": update, "goto": goto}
            return f"Command({', '.join(f'{k}={data_text(v)}' for k, v in parts.items() if v)})"
        case _:
            assert_never(payload)


def keywords(options: CallOptions) -> str:
    """The further arguments of a call."""
    told = {
        "context": options.context,
        "interrupt_before": options.interrupt_before,
        "interrupt_after": options.interrupt_after,
        "durability": options.durability,
    }
    return "".join(
        f", {name}={data_text(value)}" for name, value in told.items() if value is not None
    )
