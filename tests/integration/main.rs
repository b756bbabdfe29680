//! The library and the command line, used from outside: one module per stage, all in one binary, because each binary
//! would link everything again.

mod align;
mod assess;
mod calibration;
mod capture;
#[cfg(feature = "cli")]
mod checkpoint;
#[cfg(feature = "cli")]
mod command_line;
mod common;
#[cfg(feature = "cli")]
mod convert;
mod cpu_vit;
mod decode;
mod edc;
#[cfg(feature = "cli")]
mod evaluate;
mod exactness;
mod floors;
#[cfg(feature = "cli")]
mod folders;
mod gpu;
mod kernels;
mod locator;
mod locator_networks;
mod model;
mod model_reader;
#[cfg(feature = "cli")]
mod ofiq;
#[cfg(feature = "cli")]
mod outputs;
mod quality;
mod rates;
mod reasons;
mod sentences;
mod sweeps;
mod team;
