//! What a model file says about itself, in safetensors' `__metadata__`.

use std::collections::HashMap;
use std::str::FromStr;

use serde::Serialize;

use super::layout::layout;
use crate::calibration::Reference;
use crate::crop::{Color, GRID_SIZE};
use crate::error::{Error, Result};
use crate::tensor_file::Slot;
use crate::vit::VitConfig;

/// The `format` every model file states.
pub(super) const FORMAT: &str = "attn-fiqa";
/// The format's version this reader knows.
pub(super) const VERSION: &str = "1";

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
    /// Its reference faces. Serialised as `calibrated`, `scoreRange`, `verdictScores`, `mapRange` and `referenceMap`.
    #[serde(flatten)]
    pub reference: Reference,
}

impl ModelInfo {
    /// A model of this shape that states nothing else.
    pub fn new(config: VitConfig, color: Color) -> Self {
        Self {
            name: String::new(),
            licence: String::new(),
            provenance: String::new(),
            parameters: layout(config).iter().map(Slot::count).sum(),
            config,
            grid_size: GRID_SIZE,
            color,
            sha256: String::new(),
            reference: Reference::default(),
        }
    }

    /// The same with its name, the licence of its weights, and where they come from.
    pub fn named(self, name: &str, licence: &str, provenance: &str) -> Self {
        Self { name: name.into(), licence: licence.into(), provenance: provenance.into(), ..self }
    }

    /// As the file states it.
    pub(super) fn to_metadata(&self) -> HashMap<String, String> {
        let VitConfig { depth, num_heads, mlp_ratio, .. } = self.config;
        let texts = [
            ("format", FORMAT.into()),
            ("version", VERSION.into()),
            ("name", self.name.clone()),
            ("licence", self.licence.clone()),
            ("provenance", self.provenance.clone()),
            ("heads", num_heads.to_string()),
            ("depth", depth.to_string()),
            ("mlp_ratio", mlp_ratio.to_string()),
            ("color", self.color.name().into()),
        ];
        texts.into_iter().chain(self.reference.texts()).map(|(key, text)| (key.to_owned(), text)).collect()
    }

    /// All but `sha256`, which only the whole file tells.
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
        let info = Self { reference: Reference::parse(metadata)?, ..Self::new(config, fields.color()?) };
        Ok(info.named(fields.text("name")?, fields.text("licence")?, fields.text("provenance")?))
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
        let text = self.text("color")?;
        let found = [Color::Rgb, Color::Bgr].into_iter().find(|color| color.name() == text);
        found.ok_or_else(|| Error::ModelFormat(format!("its color is {text:?}, expected \"rgb\" or \"bgr\"")))
    }
}
