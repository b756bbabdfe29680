//! The report's sections: what each measures, in which words it says so, and which goals it holds.

mod harmless;
mod non_faces;
mod people;
mod photos;
mod series;
mod tones;
mod verification;
