//! The few statistics that a report needs.

/// Arithmetic mean; 0 of nothing.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// Standard deviation of a sample.
pub fn deviation(values: &[f64]) -> f64 {
    let centre = mean(values);
    let squares: f64 = values.iter().map(|value| (value - centre).powi(2)).sum();
    (squares / values.len().saturating_sub(1).max(1) as f64).sqrt()
}

/// Ranks from 1, equal values sharing the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    for equal in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let first = order.partition_point(|&index| values[index] < values[equal[0]]);
        let rank = first as f64 + (equal.len() + 1) as f64 / 2.0;
        equal.iter().for_each(|&index| ranks[index] = rank);
    }
    ranks
}

/// Spearman's rank correlation, −1 to 1.
pub fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let (centre_a, centre_b) = (mean(&a), mean(&b));
    let products: f64 = a.iter().zip(&b).map(|(a, b)| (a - centre_a) * (b - centre_b)).sum();
    products / ((a.len() - 1) as f64 * deviation(&a) * deviation(&b))
}

/// Probability that one of the first is above one of the second, ties counting half.
pub fn auc(above: &[f64], below: &[f64]) -> f64 {
    let all: Vec<f64> = above.iter().chain(below).copied().collect();
    let sum: f64 = ranks(&all)[..above.len()].iter().sum();
    let (n, m) = (above.len() as f64, below.len() as f64);
    (sum - n * (n + 1.0) / 2.0) / (n * m)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_share_ties() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
    }

    #[test]
    fn spearman_knows_order_only() {
        assert!((spearman(&[1.0, 2.0, 3.0], &[1.0, 10.0, 100.0]) - 1.0).abs() < 1e-12);
        assert!((spearman(&[1.0, 2.0, 3.0], &[5.0, 1.0, 0.0]) + 1.0).abs() < 1e-12);
        // By hand: differences of ranks 0, 1, −1; 1 − 6·2/(3·8).
        assert!((spearman(&[1.0, 2.0, 3.0], &[1.0, 3.0, 2.0]) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn auc_counts_pairs() {
        // Of four pairs, two right, one tie, one wrong.
        assert_eq!(auc(&[2.0, 3.0], &[2.0, 2.5]), (0.5 + 1.0 + 1.0) / 4.0);
    }
}
