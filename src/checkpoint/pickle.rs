//! A pickle → the values it holds. A pickle is a program for a stack machine; this one knows data only.
//!
//! Names are looked up in a short list (`globals.rs`) and never imported; calling one makes a value out of its arguments,
//! or an opaque one. Time and memory are linear in the pickle's length, whatever it says.

use std::collections::HashMap;

use super::opcodes as op;
use super::reader::Reader;
use super::stack::{Stack, bounded, damaged};
use super::values::{Global, Id, Value, Values};
use crate::error::Result;

/// The newest protocol. Source: CPython, Lib/pickle.py (`HIGHEST_PROTOCOL`).
const MAX_PROTOCOL: u8 = 5;

/// All values of a pickle, and the one that is its result.
pub(super) fn load(pickle: &[u8]) -> Result<(Values, Id)> {
    let mut machine =
        Machine { code: Reader(pickle), values: Values::new(), stack: Stack::default(), memo: HashMap::new() };
    loop {
        match machine.code.array()? {
            [op::STOP] => break,
            [opcode] => machine.step(opcode)?,
        }
    }
    let root = machine.stack.pop()?;
    Ok((machine.values, root))
}

struct Machine<'a> {
    code: Reader<'a>,
    values: Values,
    stack: Stack,
    memo: HashMap<usize, Id>,
}

impl Machine<'_> {
    fn step(&mut self, opcode: u8) -> Result<()> {
        match opcode {
            op::PROTO => self.protocol(),
            op::FRAME => self.code.take(8).map(drop),
            op::MARK => self.stack.mark(),
            op::POP => self.stack.pop().map(drop),
            op::POP_MARK => self.stack.pop_mark().map(drop),
            op::DUP => {
                let top = self.stack.top()?;
                self.stack.push(top)
            }
            op::BINGET => self.recall(1),
            op::LONG_BINGET => self.recall(4),
            op::BINPUT => self.code.number(1).and_then(|at| self.memoize(at)),
            op::LONG_BINPUT => self.code.number(4).and_then(|at| self.memoize(at)),
            op::MEMOIZE => self.memoize(self.memo.len()),
            op::GLOBAL | op::STACK_GLOBAL => self.global(opcode),
            op::REDUCE | op::NEWOBJ | op::NEWOBJ_EX => self.call(opcode),
            op::BINPERSID => self.storage(),
            // The state of an object: none that is kept has any.
            op::BUILD => self.stack.pop().and_then(|_| self.stack.top()).map(drop),
            op::APPEND | op::APPENDS | op::SETITEM | op::SETITEMS | op::ADDITEMS => self.extend(opcode),
            op::TUPLE | op::LIST | op::DICT | op::FROZENSET => self.collect(opcode),
            op::TUPLE1 => self.tuple(1),
            op::TUPLE2 => self.tuple(2),
            op::TUPLE3 => self.tuple(3),
            _ => self.constant(opcode),
        }
    }

    /// A value that the pickle spells out.
    fn constant(&mut self, opcode: u8) -> Result<()> {
        let code = &mut self.code;
        let value = match opcode {
            op::NONE | op::NEWTRUE | op::NEWFALSE | op::EMPTY_SET => Value::Opaque,
            op::BINFLOAT => code.take(8).map(|_| Value::Opaque)?,
            op::BININT => Value::Int(i32::from_le_bytes(code.array()?).into()),
            op::BININT1 => Value::Int(code.array::<1>()?[0].into()),
            op::BININT2 => Value::Int(u16::from_le_bytes(code.array()?).into()),
            op::LONG1 => integer(code.counted(1)?),
            op::LONG4 => integer(code.counted(4)?),
            op::SHORT_BINUNICODE | op::SHORT_BINSTRING => text(code.counted(1)?),
            op::BINUNICODE | op::BINSTRING => text(code.counted(4)?),
            op::BINUNICODE8 => text(code.counted(8)?),
            op::SHORT_BINBYTES => code.counted(1).map(|_| Value::Opaque)?,
            op::BINBYTES => code.counted(4).map(|_| Value::Opaque)?,
            op::BINBYTES8 | op::BYTEARRAY8 => code.counted(8).map(|_| Value::Opaque)?,
            op::EMPTY_TUPLE => Value::Tuple(Vec::new()),
            op::EMPTY_LIST => Value::List(Vec::new()),
            op::EMPTY_DICT => Value::Dict(Vec::new()),
            _ => return Err(damaged(&format!("torch.save writes no opcode {opcode:#04x}"))),
        };
        self.add(value)
    }

    fn protocol(&mut self) -> Result<()> {
        match self.code.array()? {
            [..=MAX_PROTOCOL] => Ok(()),
            [protocol] => Err(damaged(&format!("it states protocol {protocol}, {MAX_PROTOCOL} is the newest"))),
        }
    }

    fn add(&mut self, value: Value) -> Result<()> {
        let id = self.values.add(value)?;
        self.stack.push(id)
    }

    fn recall(&mut self, size: usize) -> Result<()> {
        let at = self.code.number(size)?;
        let id = *self.memo.get(&at).ok_or_else(|| damaged("it recalls what it never stored"))?;
        self.stack.push(id)
    }

    fn memoize(&mut self, at: usize) -> Result<()> {
        bounded(self.memo.len())?;
        let top = self.stack.top()?;
        self.memo.insert(at, top);
        Ok(())
    }

    fn global(&mut self, opcode: u8) -> Result<()> {
        let global = if opcode == op::GLOBAL {
            let module = self.code.line()?;
            Global::find(module, self.code.line()?)?
        } else {
            let (name, module) = (self.stack.pop()?, self.stack.pop()?);
            let texts = self.values.text(module).zip(self.values.text(name));
            let (module, name) = texts.ok_or_else(|| damaged("a name is no text"))?;
            Global::find(module, name)?
        };
        self.add(Value::Global(global))
    }

    fn call(&mut self, opcode: u8) -> Result<()> {
        if opcode == op::NEWOBJ_EX {
            // Arguments with names: nothing that is kept has any.
            self.stack.pop()?;
        }
        let (arguments, function) = (self.stack.pop()?, self.stack.pop()?);
        let &Value::Global(global) = self.values.get(function) else {
            return Err(damaged("it calls what is no function"));
        };
        // Nothing that is called needs more.
        let arguments: Vec<_> = self.values.tuple(arguments).into_iter().flatten().take(8).copied().collect();
        let result = global.call(&mut self.values, &arguments)?;
        self.stack.push(result)
    }

    /// `("storage", type, key, device, number of elements)`. Source: torch/serialization.py (`persistent_id`).
    fn storage(&mut self) -> Result<()> {
        let reference = self.stack.pop()?;
        let Some(&[_, kind, key, ..]) = self.values.tuple(reference) else {
            return Err(damaged("a storage is no tuple"));
        };
        let &Value::Global(Global::Storage(dtype)) = self.values.get(kind) else {
            return Err(damaged("a storage has no type"));
        };
        self.add(Value::Storage { dtype, key })
    }

    /// Puts items into the list, set or dict below them.
    fn extend(&mut self, opcode: u8) -> Result<()> {
        let items = match opcode {
            op::APPEND => self.stack.pop_many(1)?,
            op::SETITEM => self.stack.pop_many(2)?,
            _ => self.stack.pop_mark()?,
        };
        let target = self.stack.top()?;
        match (self.values.get_mut(target), opcode) {
            (Value::List(list), op::APPEND | op::APPENDS) => list.extend(items),
            (Value::Dict(dict), op::SETITEM | op::SETITEMS) => dict.extend(pairs(&items)?),
            (Value::Opaque, _) => {}
            _ => return Err(damaged("it puts items into what holds none")),
        }
        Ok(())
    }

    /// Makes one value of everything above the mark.
    fn collect(&mut self, opcode: u8) -> Result<()> {
        let items = self.stack.pop_mark()?;
        self.add(match opcode {
            op::TUPLE => Value::Tuple(items),
            op::LIST => Value::List(items),
            op::DICT => Value::Dict(pairs(&items)?),
            _ => Value::Opaque,
        })
    }

    fn tuple(&mut self, count: usize) -> Result<()> {
        let items = self.stack.pop_many(count)?;
        self.add(Value::Tuple(items))
    }
}

/// Keys with their values.
fn pairs(items: &[Id]) -> Result<Vec<(Id, Id)>> {
    match items.as_chunks() {
        (pairs, []) => Ok(pairs.iter().map(|&[key, value]| (key, value)).collect()),
        _ => Err(damaged("a key has no value")),
    }
}

/// Little-endian two's complement; opaque beyond 64 bits.
fn integer(bytes: &[u8]) -> Value {
    if bytes.len() > 8 {
        return Value::Opaque;
    }
    let sign = if bytes.last().is_some_and(|byte| byte >> 7 == 1) { -1 } else { 0 };
    Value::Int(bytes.iter().rev().fold(sign, |number, &byte| number << 8 | i64::from(byte)))
}

/// Opaque if it is not UTF-8: such texts are neither keys nor names.
fn text(bytes: &[u8]) -> Value {
    std::str::from_utf8(bytes).map_or(Value::Opaque, |text| Value::Text(text.to_owned()))
}
