//! From a point of a surface to the light it sends to the camera.

use glam::{Quat, Vec3, vec3};

use super::geometry::{Geometry, Surface};
use crate::render::person::{Features, Material, Person, tangents};
use crate::render::rng::noise;
use crate::render::scene::Light;

/// How a material answers light.
struct Finish {
    albedo: Vec3,
    /// Strength and exponent of the gloss.
    gloss: [f32; 2],
    /// How far light spreads below the surface and comes out beyond the edge of a shadow: skin is not stone.
    spread: f32,
}

/// Everything that shading needs but the point.
pub struct Shader<'a> {
    person: &'a Person,
    geometry: &'a Geometry,
    light: &'a Light,
    direction: Vec3,
    key: Vec3,
    half: Vec3,
    rotation: Quat,
    gaze: Vec3,
}

/// The camera looks along −z; faces are narrow enough in the picture to take that for every point.
const TO_CAMERA: Vec3 = Vec3::Z;
/// Cosines of the angles of the iris and the pupil, seen from the middle of the eyeball: 27° and 11.5°.
const IRIS: f32 = 0.891;
const PUPIL: f32 = 0.98;
/// Height of the eyes' middle in the base mesh.
pub const EYE_Y: f32 = 7.285;
/// Over this width, in decimetres, the edge of clothes fades into the skin: about a pixel of a small face.
const CLOTH_EDGE: f32 = 0.03;
/// By how much more red and green than blue light spreads in skin.
const SPREAD: Vec3 = vec3(0.35, 0.16, 0.1);

impl<'a> Shader<'a> {
    pub fn new(person: &'a Person, geometry: &'a Geometry, light: &'a Light, rotation: Quat, gaze: Vec3) -> Self {
        let direction = light.direction();
        let half = (direction + TO_CAMERA).normalize_or(TO_CAMERA);
        Self { person, geometry, light, direction, key: light.tint() * light.key, half, rotation, gaze }
    }

    /// Linear light towards the camera.
    pub fn shade(&self, material: Material, mut surface: Surface) -> Vec3 {
        surface.normal = surface.normal.normalize_or(TO_CAMERA);
        let finish = match material {
            Material::Hair => return self.hair(&surface),
            Material::Skin => self.skin(&mut surface),
            Material::Eye => self.eye(&mut surface),
            Material::Teeth => inside(vec3(0.72, 0.67, 0.58), &mut surface, 0.62),
            Material::Tongue => inside(vec3(0.36, 0.11, 0.11), &mut surface, 0.25),
            Material::Lash => Finish { albedo: Vec3::splat(0.02), gloss: [0.0, 1.0], spread: 0.0 },
            Material::Frame => Finish { albedo: self.frame_colour(), gloss: [0.5, 40.0], spread: 0.0 },
            Material::Lens => Finish { albedo: Vec3::splat(0.012), gloss: [1.0, 60.0], spread: 0.0 },
        };
        self.lit(&finish, &surface, self.shadow(surface.position))
    }

    fn lit(&self, finish: &Finish, surface: &Surface, shadow: f32) -> Vec3 {
        let (normal, sky) = (surface.normal, surface.sky);
        let cosine = normal.dot(self.direction);
        let spread = SPREAD * finish.spread;
        let diffuse = ((spread + cosine) / (spread + 1.0)).max(Vec3::ZERO);
        let mut light = self.light.ambient_at(normal) * sky + self.key * diffuse * shadow * (0.4 + 0.6 * sky);
        light *= finish.albedo;
        let [strength, exponent] = finish.gloss;
        if cosine > 0.0 && strength > 0.0 {
            let grazing = (1.0 - normal.dot(TO_CAMERA).max(0.0)).powi(4);
            let lobe = normal.dot(self.half).max(0.0).powf(exponent) * (exponent + 8.0) / 25.0;
            light += self.key * strength * lobe * (0.2 + 0.6 * grazing) * shadow * sky;
        }
        light
    }

    /// The share of the key light that is not taken by a shadow.
    fn shadow(&self, p: Vec3) -> f32 {
        1.0 - self.light.shadow.clamp(0.0, 1.0) * (1.0 - self.geometry.shadow.lit(p))
    }

    fn skin(&self, surface: &mut Surface) -> Finish {
        let clothes = &self.person.look.clothes;
        let cloth = (clothes.depth(surface.rest) / CLOTH_EDGE + 0.5).clamp(0.0, 1.0);
        if cloth == 0.0 {
            return self.bare_skin(surface);
        }
        surface.sky = surface.sky.max(0.7 * cloth);
        let colour = clothes.colour(surface.rest);
        let albedo = if cloth < 1.0 { self.bare_skin(surface).albedo.lerp(colour, cloth) } else { colour };
        Finish { albedo, gloss: [0.02, 8.0], spread: 0.0 }
    }

    fn bare_skin(&self, surface: &mut Surface) -> Finish {
        let texel = self.person.skin.at(surface.rest);
        let [across, up] = tangents(surface.rest).map(|tangent| self.rotation * tangent);
        let relief = across * texel.slope[0] + up * texel.slope[1];
        surface.normal = (surface.normal - relief.clamp_length_max(0.5)).normalize_or(TO_CAMERA);
        let Features { gloss: [exponent, strength], .. } = self.person.identity.features;
        let bare = 1.0 - texel.hair;
        Finish { albedo: texel.colour, gloss: [strength * (0.3 + 0.7 * bare), exponent], spread: bare }
    }

    fn eye(&self, surface: &mut Surface) -> Finish {
        let centre = self.geometry.eyeballs[usize::from(surface.rest.x > 0.0)];
        let out = (surface.position - centre).normalize_or(TO_CAMERA);
        let cosine = out.dot(self.gaze);
        let albedo = if cosine > PUPIL {
            Vec3::splat(0.008)
        } else if cosine > IRIS {
            let rim = (cosine - IRIS) / (1.0 - IRIS);
            self.person.identity.iris * if rim < 0.14 { 0.4 } else { 0.75 + 0.5 * rim }
        } else {
            vec3(0.66, 0.62, 0.6)
        };
        // The upper lid and its lashes shade the eye.
        let lid = ((surface.rest.y - EYE_Y + 0.005) / 0.045).clamp(0.0, 1.0);
        surface.sky = 0.8 - 0.5 * lid;
        surface.normal = (surface.normal * 0.3 + out * 0.7).normalize_or(TO_CAMERA);
        Finish { albedo, gloss: [0.7, 110.0], spread: 0.3 }
    }

    /// Light scattered along a strand (Kajiya and Kay 1989), dimmed in the inner layers.
    fn hair(&self, surface: &Surface) -> Vec3 {
        let [along, across, layer] = surface.rest.to_array();
        let tangent = surface.tangent.normalize_or(Vec3::Y);
        let sine = |direction: Vec3| (1.0 - tangent.dot(direction).powi(2)).max(0.0).sqrt();
        let depth = 0.3 + 0.7 * layer * (0.4 + 0.6 * along.min(0.5) * 2.0);
        let fine = 1.0 + 0.35 * noise(across * 2.3, layer * 311.0, 5);
        let colour = self.person.look.hair_colour * surface.sky * fine;
        let wrap = ((surface.normal.dot(self.direction) + 0.4) / 1.4).max(0.0);
        let key = self.key * self.shadow(surface.position) * wrap * depth;
        let diffuse = self.light.ambient_at(surface.normal) * depth * 0.9 + key * sine(self.direction) * 1.2;
        let shine =
            sine(self.half).powi(32) * 0.16 + sine((self.half + surface.normal * 0.2).normalize()).powi(8) * 0.03;
        colour * diffuse + (colour.powf(0.5) * 0.5 + 0.5) * key * shine
    }

    fn frame_colour(&self) -> Vec3 {
        self.person.look.glasses.map_or(Vec3::ZERO, |glasses| glasses.colour)
    }
}

/// What is in the mouth gets little light.
fn inside(albedo: Vec3, surface: &mut Surface, sky: f32) -> Finish {
    surface.sky = sky;
    Finish { albedo, gloss: [0.08, 40.0], spread: 0.0 }
}
