//! Tables in Markdown.

use std::fmt::Write;

/// A table: the head, then one list a row; the first column is text, the others are numbers.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let mut text = format!("| {} |\n|---|{}\n", head.join(" | "), "---:|".repeat(head.len() - 1));
    for row in rows {
        // Writing into a string does not fail.
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text
}

/// A number with so many digits after the point.
pub fn number(value: f64, digits: usize) -> String {
    format!("{value:.digits$}")
}

/// A goal, what was measured, and whether it was reached.
#[derive(Debug, Clone)]
pub struct Goal {
    pub what: String,
    pub bound: f64,
    /// Whether the bound is the least value; else it is the largest.
    pub least: bool,
    pub measured: f64,
}

impl Goal {
    /// At least `bound`.
    pub fn least(what: &str, bound: f64, measured: f64) -> Self {
        Self { what: what.into(), bound, least: true, measured }
    }

    /// At most `bound`.
    pub fn most(what: &str, bound: f64, measured: f64) -> Self {
        Self { what: what.into(), bound, least: false, measured }
    }

    /// Whether it was reached; NaN never reaches it.
    pub fn reached(&self) -> bool {
        if self.least { self.measured >= self.bound } else { self.measured <= self.bound }
    }
}

/// All goals, the missed ones in bold.
pub fn goals(goals: &[Goal]) -> String {
    let row = |goal: &Goal| {
        let sign = if goal.least { "≥" } else { "≤" };
        let reached = if goal.reached() { "yes".into() } else { "**no**".to_string() };
        vec![goal.what.clone(), format!("{sign} {}", goal.bound), number(goal.measured, 3), reached]
    };
    table(&["goal", "bound", "measured", "reached"], &goals.iter().map(row).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_without_a_number_is_missed() {
        assert!(!Goal::least("x", 0.5, f64::NAN).reached() && !Goal::most("x", 0.5, f64::NAN).reached());
        assert!(Goal::least("x", 0.5, 0.5).reached() && Goal::most("x", 0.5, 0.5).reached());
        assert!(!Goal::least("x", 0.5, 0.4).reached() && !Goal::most("x", 0.5, 0.6).reached());
    }
}
