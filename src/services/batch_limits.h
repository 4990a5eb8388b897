// The limits of BatchCompute's API beyond those of its model (batch/limits.h), with their units.
//
// `batch:` stands before what the API's documents say, `cvm:` before what they say of machines, the rest is ours.
// Values.
#pragma once

#include <cstdint>

namespace opencam::limits {

inline constexpr std::uint64_t batch_page_default = 20;             // batch: Limit of lists
inline constexpr std::uint64_t batch_page_max = 100;                // batch: Limit of lists
inline constexpr std::uint64_t batch_instances_page_default = 100;  // batch: DescribeTask
inline constexpr std::uint64_t batch_instances_page_max = 1000;     // batch: DescribeTask
inline constexpr std::uint64_t batch_logs_page_default = 5;         // batch: DescribeTaskLogs
inline constexpr std::uint64_t batch_logs_page_max = 10;            // batch: DescribeTaskLogs
inline constexpr std::uint32_t batch_log_bytes_max = 2048;          // batch: of one stream, before base64
inline constexpr std::uint32_t batch_ids_max = 100;                 // batch: ids of one call
inline constexpr std::uint32_t batch_filters_max = 10;              // cvm: the filters of one call
inline constexpr std::uint32_t batch_filter_values_max = 5;         // cvm: the values of one filter
inline constexpr std::uint32_t batch_tags_max = 10;                 // batch: Tags of a job or environment
inline constexpr std::uint32_t batch_topic_characters_max = 64;     // cmq: the name of a topic
inline constexpr std::uint32_t batch_events_max = 50;               // ours: notifications, and events of one
inline constexpr std::uint32_t batch_machine_types_max = 1000;      // ours: of the operator's file
inline constexpr std::int64_t batch_machine_size_max = 65536;       // ours: cores or GiB of a type
inline constexpr std::int64_t batch_zones_max = 100;                // ours: listed of a region
inline constexpr std::int64_t batch_monitor_period_s = 60;          // ours: one point of DescribeJobMonitorData
inline constexpr std::int64_t batch_monitor_span_s_max = 86400;     // ours: of one call

}  // namespace opencam::limits
