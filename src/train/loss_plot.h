#pragma once

#include <string>
#include <vector>

#include "train/train_log.h"

/// The loss curve of a run as an SVG file: training loss of each row (faint) and smoothed, validation loss where it
/// was measured, and a dashed line for the floor. The y axis is logarithmic where the loss falls far, so that the last
/// tenths of a nat can be seen beside the first steps.
///
/// rows    of a train log, at least one
/// floor   the entropy of the text's source in nats per token, which no model can beat; 0 where it is not known
/// throws  Error when there are no rows, or the floor is negative or not finite
std::string loss_plot_svg(const std::vector<TrainLogRow>& rows, double floor);

/// Means over neighbouring values, as many as there are. The window reaches `reach` values to both sides. Near the
/// beginning, where a loss falls steeply, it is smaller, and stays symmetric so that the line does not lag; at the end
/// it can only look back.
std::vector<double> smoothed(const std::vector<double>& values, size_t reach);
