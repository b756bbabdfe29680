use attn_fiqa_training::{augment::augment, corpus::*, files::write_picture, render::Head};
fn main() {
    let c = Corpus::read(std::path::Path::new("/work/tmp/s2/ph-train")).unwrap();
    let head = Head::load(std::path::Path::new("/work/shared/data/makehuman")).unwrap();
    let mut v = vec![];
    let t = std::time::Instant::now();
    for i in 0..56 { let p = c.image((i * 7) % c.rows.len()); let [a, b] = augment(&p, &head, i as u64); v.push(p); v.push(a); v.push(b); }
    println!("{:?}", t.elapsed());
    write_picture(std::path::Path::new("/work/tmp/s2/aug.png"), &sheet(&v, 18)).unwrap();
}
