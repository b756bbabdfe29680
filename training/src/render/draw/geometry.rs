//! A posed person as one list of triangles with everything that shading needs at their corners.

use glam::{Quat, Vec2, Vec3, vec3};

use super::camera::Camera;
use super::shadow::Shadow;
use crate::render::person::{Head, Material, Person, Points, Strand, normals, outwards};
use crate::render::scene::Scene;

/// A corner.
pub struct Vertex {
    /// Pixels, and the depth: larger is nearer.
    pub screen: Vec3,
    pub surface: Surface,
}

/// What shading needs to know about a point of a surface; between corners it is blended.
#[derive(Debug, Clone, Copy, Default)]
pub struct Surface {
    /// Turned, in decimetres.
    pub position: Vec3,
    pub normal: Vec3,
    /// On the resting base mesh. Hair: along, across and layer of the strand.
    pub rest: Vec3,
    /// Share of the sky it sees. Hair: the strand's tint.
    pub sky: f32,
    /// Hair: along the strand.
    pub tangent: Vec3,
}

impl Surface {
    /// Adds a share of another.
    pub fn add(&mut self, other: &Self, weight: f32) {
        self.position += other.position * weight;
        self.normal += other.normal * weight;
        self.rest += other.rest * weight;
        self.sky += other.sky * weight;
        self.tangent += other.tangent * weight;
    }
}

/// Everything to draw.
pub struct Geometry {
    pub vertices: Vec<Vertex>,
    /// Hair comes last.
    pub triangles: Vec<([u32; 3], Material)>,
    /// The landmarks, turned but not projected.
    pub points: Points,
    /// Centres of the eyeballs, image-left first, turned.
    pub eyeballs: [Vec3; 2],
    pub shadow: Shadow,
}

impl Geometry {
    /// Poses a person before a camera made for its landmarks.
    pub fn new(head: &Head, person: &Person, scene: &Scene, camera: impl Fn(&Points) -> Camera) -> Self {
        let shape = person.with_expression(head, &scene.expression);
        let turn = scene.pose.turner();
        let points = Points::of(&head.mesh, &shape).map(&turn);
        let camera = camera(&points);
        let turned: Vec<Vec3> = shape.iter().map(|p| turn(*p)).collect();
        let eyeballs = head
            .eyes
            .each_ref()
            .map(|eye| eye.iter().map(|&index| turned[index as usize]).sum::<Vec3>() / eye.len() as f32);
        let mut builder = Builder { camera, vertices: vec![], triangles: vec![] };
        builder.head(head, &turned);
        builder.glasses(person, &turn);
        for strand in &person.strands {
            builder.strand(strand, &turn, scene.pose.rotation());
        }
        let Builder { vertices, triangles, .. } = builder;
        let corners =
            |(triangle, _): &([u32; 3], Material)| triangle.map(|index| vertices[index as usize].surface.position);
        let hair = triangles.partition_point(|(_, material)| *material != Material::Hair);
        let (solid, hair) = triangles.split_at(hair);
        let towards = scene.light.direction();
        let solid = solid.iter().filter(|&(triangle, material)| match material {
            Material::Eye | Material::Lash => false,
            Material::Skin => faces(triangle.map(|index| vertices[index as usize].surface.position), towards),
            _ => true,
        });
        // The outer half of the strands covers the rest.
        let hair = hair.iter().filter(|(triangle, _)| vertices[triangle[0] as usize].surface.rest.z > 0.5);
        let shadow = Shadow::new(towards, points.centre(), solid.map(corners), hair.map(corners));
        Self { vertices, triangles, points, eyeballs, shadow }
    }
}

struct Builder {
    camera: Camera,
    vertices: Vec<Vertex>,
    triangles: Vec<([u32; 3], Material)>,
}

impl Builder {
    fn push(&mut self, surface: Surface) {
        self.vertices.push(Vertex { screen: self.camera.project(surface.position), surface });
    }

    fn head(&mut self, head: &Head, turned: &[Vec3]) {
        let normals = normals(turned, &head.mesh.triangles);
        for (index, (&position, &normal)) in turned.iter().zip(&normals).enumerate() {
            let (rest, sky) = (head.mesh.positions[index], head.sky[index]);
            self.push(Surface { position, normal, rest, sky, tangent: Vec3::ZERO });
        }
        self.triangles.extend(head.mesh.triangles.iter().copied().zip(head.mesh.materials.iter().copied()));
    }

    fn glasses(&mut self, person: &Person, turn: &impl Fn(Vec3) -> Vec3) {
        let Some(glasses) = &person.glasses else { return };
        let turned: Vec<Vec3> = glasses.points.iter().map(|p| turn(*p)).collect();
        let start = self.vertices.len() as u32;
        let triangles: Vec<[u32; 3]> = glasses.frame.iter().chain(&glasses.lenses).copied().collect();
        for (&position, normal) in turned.iter().zip(normals(&turned, &triangles)) {
            self.push(Surface { position, normal, sky: 1.0, ..Surface::default() });
        }
        for (index, triangle) in triangles.iter().enumerate() {
            let material = if index < glasses.frame.len() { Material::Frame } else { Material::Lens };
            self.triangles.push((triangle.map(|corner| corner + start), material));
        }
    }

    /// A ribbon that faces the camera, tapering to its tip.
    fn strand(&mut self, strand: &Strand, turn: &impl Fn(Vec3) -> Vec3, rotation: Quat) {
        let turned: Vec<Vec3> = strand.points.iter().map(|p| turn(*p)).collect();
        let screen: Vec<Vec3> = turned.iter().map(|p| self.camera.project(*p)).collect();
        let last = turned.len() - 1;
        let start = self.vertices.len();
        let mut kept = 0;
        for (index, &position) in turned.iter().enumerate() {
            if 0 < index && index < last && bend([kept, index, index + 1].map(|at| screen[at].truncate())) < STRAIGHT {
                continue;
            }
            kept = index;
            let tangent = (turned[(index + 1).min(last)] - turned[index.saturating_sub(1)]).normalize_or(Vec3::NEG_Y);
            let normal = rotation * outwards(strand.points[index]);
            let along = index as f32 / last.max(1) as f32;
            let half = tangent.cross(Vec3::Z).normalize_or(Vec3::X) * strand.width * (1.0 - 0.75 * along.powi(3));
            for side in [-1.0, 1.0] {
                let (position, rest) = (position + half * side, vec3(along, side, strand.layer));
                self.push(Surface { position, normal, rest, sky: strand.tint, tangent });
            }
            let end = self.vertices.len();
            if end - start > 2 {
                let end = end as u32;
                self.triangles.push(([end - 4, end - 3, end - 2], Material::Hair));
                self.triangles.push(([end - 3, end - 2, end - 1], Material::Hair));
            }
        }
    }
}

/// A point of a strand that is nearer than this to the line between its neighbours, in pixels, can be left out without a
/// visible change.
const STRAIGHT: f32 = 0.5;

/// Distance of the middle one of three points from the line through the others.
fn bend([from, middle, to]: [Vec2; 3]) -> f32 {
    let line = to - from;
    (middle - from).perp_dot(line).abs() / line.length().max(f32::MIN_POSITIVE)
}

/// Whether a triangle shows its outer side in a direction: of the skin, which is closed, the rest is hidden.
fn faces([a, b, c]: [Vec3; 3], direction: Vec3) -> bool {
    (b - a).cross(c - a).dot(direction) > 0.0
}
