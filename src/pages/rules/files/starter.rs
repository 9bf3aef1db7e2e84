//! What a new file begins with. Pure.

/// A group of this file with an alert and a recording rule, to be changed into what is wanted.
pub(super) fn starter(file: &str) -> String {
    let stem = file.strip_suffix(".yml").or_else(|| file.strip_suffix(".yaml")).unwrap_or(file);
    format!(
        "groups:
  - name: \"{stem}\"
    interval: 1m
    rules:
      # Fires for each target that could not be scraped for five minutes.
      - alert: TargetDown
        expr: up == 0
        for: 5m
        labels:
          severity: warning
        annotations:
          summary: \"{{{{ $labels.instance }}}} of {{{{ $labels.job }}}} is down\"

      # Keeps how many targets of each job are up, as a metric of its own.
      - record: job:up:sum
        expr: sum by (job) (up)
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyhouse_model::rules::{Options, check};

    #[test]
    fn nothing_is_wrong_with_it_whatever_the_file_is_called() {
        for name in ["alerts.yml", "1", "null", "a.b-c_d.yaml", "yes.yml"] {
            let report = check(&starter(name), &Options::default());
            assert_eq!(report.diagnostics, [], "{name}");
            assert_eq!((report.groups.len(), report.rules()), (1, 2));
        }
        assert_eq!(check(&starter("null.yml"), &Options::default()).groups[0].name, "null");
    }
}
