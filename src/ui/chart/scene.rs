//! What the parts of one chart share.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::{html, prelude::*};

use super::Kind;
use super::cursor::{At, Cursor};
use super::data::ChartData;
use super::plan::{Plan, Size, plan};
use super::unit::Unit;
use super::words::{Reading, readings};
use super::zone::Zone;
use crate::web::focus;

/// How large a drawing on the screen is: it is stretched to the room that there is.
pub(super) const SIZE: Size = Size { width: 4000.0, height: 1000.0 };

/// One chart.
#[derive(Clone, Copy)]
pub(super) struct Scene {
    pub(super) title: StoredValue<String>,
    pub(super) kind: Kind,
    pub(super) unit: Unit,
    pub(super) data: Signal<Arc<ChartData>>,
    pub(super) zone: Signal<Zone>,
    /// The keys of the series that are not shown.
    pub(super) hidden: RwSignal<BTreeSet<String>>,
    pub(super) plan: Memo<Arc<Plan>>,
    pub(super) cursor: Cursor,
    /// The number of the chart.
    pub(super) chart: usize,
    /// The place of the point at the cursor.
    pub(super) place: Memo<Option<usize>>,
    /// The two ends of what is being chosen to be looked at closer, in the order of choosing.
    pub(super) chosen: RwSignal<Option<(i64, i64)>>,
    pub(super) on_zoom: Option<Callback<(i64, i64)>>,
    /// What the points are walked on.
    pub(super) plot: NodeRef<html::Div>,
}

impl Scene {
    pub(super) fn new(
        title: String,
        (kind, unit): (Kind, Unit),
        data: Signal<Arc<ChartData>>,
        zone: Signal<Zone>,
        on_zoom: Option<Callback<(i64, i64)>>,
    ) -> Self {
        let (hidden, cursor) = (RwSignal::new(BTreeSet::new()), Cursor::get());
        let draw = move |_: Option<&Arc<Plan>>| {
            hidden.with(|hidden| data.with(|data| Arc::new(plan(data, kind, unit, hidden, SIZE))))
        };
        let place = Memo::new(move |_| {
            let at = cursor.at()?.at;
            data.with(|data| if (data.from..=data.to).contains(&at) { data.nearest(at) } else { None })
        });
        Self {
            title: StoredValue::new(title),
            kind,
            unit,
            data,
            zone,
            hidden,
            plan: Memo::new(draw),
            cursor,
            chart: super::cursor::next_chart(),
            place,
            chosen: RwSignal::new(None),
            on_zoom,
            plot: NodeRef::new(),
        }
    }

    /// Whether this is the chart that tells the values at the cursor. Follows it.
    pub(super) fn is_pointed_at(self) -> bool {
        self.cursor.at().is_some_and(|it| it.chart == self.chart)
    }

    /// Whether the cursor was pinned in this chart. Follows it.
    pub(super) fn is_pinned(self) -> bool {
        self.cursor.at().is_some_and(|it| it.pinned && it.chart == self.chart)
    }

    /// Lets go of the cursor.
    pub(super) fn unpin(self) {
        self.cursor.put(None);
    }

    /// Lets go of the cursor from within its values: the keyboard goes on in the chart.
    pub(super) fn close(self) {
        self.unpin();
        if let Some(plot) = self.plot.get_untracked() {
            focus::set(&plot);
        }
    }

    /// Puts the cursor on a point, pinned as it is.
    pub(super) fn go_to(self, place: usize) {
        let at = self.data.with_untracked(|data| data.times.get(place).copied());
        if let Some(at) = at {
            let pinned = self.cursor.now().is_some_and(|it| it.pinned);
            self.cursor.put(Some(At { at, chart: self.chart, pinned }));
        }
    }

    /// Pins the cursor where it is, or lets go of it.
    pub(super) fn pin(self) {
        match self.cursor.now() {
            Some(it) if it.pinned => self.unpin(),
            Some(it) => self.cursor.put(Some(At { pinned: true, chart: self.chart, ..it })),
            None => {}
        }
    }

    /// The instant at a share of the axis, 0 to 1.
    pub(super) fn instant(self, share: f64) -> i64 {
        self.data.with_untracked(|data| {
            #[expect(
                clippy::cast_precision_loss,
                clippy::cast_possible_truncation,
                reason = "spans are far below 2^53 ms"
            )]
            let after = ((data.to - data.from) as f64 * share.clamp(0.0, 1.0)).round() as i64;
            data.from + after
        })
    }

    /// The share of the axis that an instant is at, in per cent for a style. Follows the data.
    pub(super) fn percent(self, at: i64) -> String {
        self.plan
            .with(|plan| format!("{:.3}%", (plan.frame.x(at) / plan.frame.width).clamp(0.0, 1.0) * 100.0))
    }

    /// The values at a place. Follows the data and what is hidden.
    pub(super) fn readings(self, place: usize) -> Vec<Reading> {
        self.hidden.with(|hidden| self.data.with(|data| readings(data, place, |key| hidden.contains(key))))
    }

    /// Looks at what was chosen, if it is more than a point.
    pub(super) fn zoom(self) {
        let chosen = self.chosen.try_update(Option::take).flatten();
        if let (Some((one, other)), Some(on_zoom)) = (chosen, self.on_zoom)
            && one != other
        {
            self.unpin();
            on_zoom.run((one.min(other), one.max(other)));
        }
    }
}
