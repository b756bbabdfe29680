//! What a model file says about itself, in safetensors' `__metadata__`.

use std::collections::HashMap;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::calibration::NUM_QUANTILES;
use crate::error::{Error, Result};
use crate::vit::{GRID_SIZE, NUM_PATCHES, VitConfig};

/// The `format` every model file states.
pub(super) const FORMAT: &str = "attn-fiqa";
/// The format's version this reader knows.
pub(super) const VERSION: &str = "1";

/// Order of the colour channels that the network was trained on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Color {
    /// Red, green, blue.
    Rgb,
    /// Blue, green, red (OpenCV's order).
    Bgr,
}

impl Color {
    /// As a model file states it.
    pub fn name(self) -> &'static str {
        match self {
            Color::Rgb => "rgb",
            Color::Bgr => "bgr",
        }
    }
}

/// What a model file states, and what follows from it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelInfo {
    /// The model's name.
    pub name: String,
    /// Licence of the weights.
    pub licence: String,
    /// Where the weights come from, in a sentence.
    pub provenance: String,
    /// Numbers in the network, as cut.
    pub parameters: usize,
    /// Sizes of the network.
    #[serde(flatten)]
    pub config: VitConfig,
    /// Patches along one side of the crop.
    pub grid_size: usize,
    /// Channel order of the network's input.
    pub color: Color,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// Whether percentile and verdict can be given: the file holds reference scores.
    pub calibrated: bool,
    /// 101 reference scores, the 0th to the 100th percentile, ascending; `None` if not calibrated.
    #[serde(skip)]
    pub quantiles: Option<Vec<f64>>,
    /// Lowest and highest reference score; `None` if not calibrated.
    pub score_range: Option<[f64; 2]>,
    /// Patch values that the heatmap's colours run between, so that maps of two photos can be compared.
    pub map_range: Option<[f64; 2]>,
    /// Mean and standard deviation of each patch over good photos, row-major; `None` if the file holds none.
    #[serde(skip)]
    pub reference_map: Option<Vec<[f64; 2]>>,
}

impl ModelInfo {
    /// A model of this shape that states nothing else yet.
    pub fn new(config: VitConfig, color: Color) -> Self {
        Self {
            name: String::new(),
            licence: String::new(),
            provenance: String::new(),
            parameters: 0,
            config,
            grid_size: GRID_SIZE,
            color,
            sha256: String::new(),
            calibrated: false,
            quantiles: None,
            score_range: None,
            map_range: None,
            reference_map: None,
        }
    }

    /// The same with its name, the licence of its weights, and where they come from.
    pub fn named(self, name: &str, licence: &str, provenance: &str) -> Self {
        Self { name: name.into(), licence: licence.into(), provenance: provenance.into(), ..self }
    }

    /// As the file states it.
    pub(super) fn to_metadata(&self) -> HashMap<String, String> {
        let VitConfig { depth, num_heads, mlp_ratio, .. } = self.config;
        let mut texts = HashMap::new();
        let mut state = |key: &str, text: String| texts.insert(key.to_owned(), text);
        state("format", FORMAT.into());
        state("version", VERSION.into());
        state("name", self.name.clone());
        state("licence", self.licence.clone());
        state("provenance", self.provenance.clone());
        state("heads", num_heads.to_string());
        state("depth", depth.to_string());
        state("mlp_ratio", mlp_ratio.to_string());
        state("color", self.color.name().into());
        let mut state_json = |key: &str, json: Option<serde_json::Value>| json.map(|json| state(key, json.to_string()));
        state_json("quantiles", self.quantiles.as_ref().map(|it| serde_json::json!(it)));
        state_json("map_range", self.map_range.map(|it| serde_json::json!(it)));
        state_json("reference_map", self.reference_map.as_ref().map(|it| serde_json::json!(it)));
        texts
    }

    /// `parameters` and `sha256` are what the metadata cannot tell: left to the caller.
    pub(super) fn parse(metadata: &HashMap<String, String>, embed_dim: usize) -> Result<Self> {
        let fields = Fields(metadata);
        fields.expect("format", FORMAT)?;
        fields.expect("version", VERSION)?;
        let config = VitConfig {
            embed_dim,
            depth: fields.number("depth")?,
            num_heads: fields.number("heads")?,
            mlp_ratio: fields.number("mlp_ratio")?,
        };
        config.validate()?;
        let quantiles = fields.quantiles()?;
        Ok(Self {
            calibrated: quantiles.is_some(),
            score_range: quantiles.as_ref().map(|q| [q[0], q[NUM_QUANTILES - 1]]),
            quantiles,
            map_range: fields.map_range()?,
            reference_map: fields.reference_map()?,
            ..Self::new(config, fields.color()?)
        }
        .named(fields.text("name")?, fields.text("licence")?, fields.text("provenance")?))
    }
}

struct Fields<'a>(&'a HashMap<String, String>);

impl<'a> Fields<'a> {
    fn text(&self, key: &str) -> Result<&'a str> {
        match self.0.get(key) {
            Some(value) => Ok(value),
            None => Err(Error::ModelFormat(format!(
                "its metadata has no {key:?} (a PyTorch checkpoint must be converted first)"
            ))),
        }
    }

    fn expect(&self, key: &str, expected: &str) -> Result<()> {
        let found = self.text(key)?;
        if found == expected {
            return Ok(());
        }
        Err(Error::ModelFormat(format!("its {key} is {found:?}, expected {expected:?}")))
    }

    fn number<T: FromStr>(&self, key: &str) -> Result<T> {
        let text = self.text(key)?;
        text.parse().map_err(|_| Error::ModelFormat(format!("its {key} is {text:?}, expected a whole number")))
    }

    fn color(&self) -> Result<Color> {
        match self.text("color")? {
            "rgb" => Ok(Color::Rgb),
            "bgr" => Ok(Color::Bgr),
            other => Err(Error::ModelFormat(format!("its color is {other:?}, expected \"rgb\" or \"bgr\""))),
        }
    }

    fn json<T: for<'de> Deserialize<'de>>(&self, key: &str) -> Result<Option<T>> {
        let parse = |text: &String| {
            serde_json::from_str(text)
                .map_err(|error| Error::ModelFormat(format!("its {key} cannot be read ({error})")))
        };
        self.0.get(key).map(parse).transpose()
    }

    fn quantiles(&self) -> Result<Option<Vec<f64>>> {
        let quantiles: Option<Vec<f64>> = self.json("quantiles")?;
        match &quantiles {
            Some(q) if q.len() != NUM_QUANTILES || !q.is_sorted() || q.iter().any(|v| !v.is_finite()) => {
                Err(Error::ModelFormat(format!("its quantiles are not {NUM_QUANTILES} ascending numbers")))
            }
            _ => Ok(quantiles),
        }
    }

    fn map_range(&self) -> Result<Option<[f64; 2]>> {
        let range: Option<[f64; 2]> = self.json("map_range")?;
        match range {
            Some([low, high]) if !(low < high && low.is_finite() && high.is_finite()) => {
                Err(Error::ModelFormat(format!("its map_range is [{low}, {high}], expected low < high")))
            }
            _ => Ok(range),
        }
    }

    fn reference_map(&self) -> Result<Option<Vec<[f64; 2]>>> {
        let map: Option<Vec<[f64; 2]>> = self.json("reference_map")?;
        let usable = |[mean, deviation]: &[f64; 2]| mean.is_finite() && deviation.is_finite() && *deviation > 0.0;
        match &map {
            Some(m) if m.len() != NUM_PATCHES || !m.iter().all(usable) => Err(Error::ModelFormat(format!(
                "its reference_map is not {NUM_PATCHES} pairs of a mean and a positive deviation"
            ))),
            _ => Ok(map),
        }
    }
}
