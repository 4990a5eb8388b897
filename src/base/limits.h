// Every limit in one place: its name says the unit, its comment the reason. CAM's own limits cite their source in
// docs/spec; the others are ours and keep bad input from hurting anybody. Reaching one is an ordinary error, never a
// crash.
#pragma once

#include <cstdint>

namespace opencam::limits {

// Policy language.
inline constexpr std::uint32_t policy_characters_max = 6144;            // CAM: 598/10609, blanks not counted
inline constexpr std::uint32_t resource_policy_characters_max = 20480;  // CAM: 436/45235
inline constexpr std::uint32_t policy_bytes_max = 256 * 1024;           // of the text as given, before anything is read
inline constexpr std::uint32_t policy_depth_max = 8;                    // deepest legal document has 6 levels
inline constexpr std::uint32_t lint_pairs_bytes_max = 64 * 1024;        // above it lint does not compare all with all
inline constexpr std::uint32_t json_depth_max = 32;                     // world files and requests
inline constexpr std::uint32_t world_bytes_max = 512 * 1024 * 1024;

// One request to decide.
inline constexpr std::uint32_t request_resources_max = 1000;
inline constexpr std::uint32_t resource_name_bytes_max = 4096;
inline constexpr std::uint32_t condition_values_max = 1000;      // of one key in a request
inline constexpr std::uint32_t explain_trials_max = 2000;        // decisions asked to find the smallest change
inline constexpr std::uint64_t explain_steps_max = 100'000'000;  // characters these decisions look at, about 0.2 s
inline constexpr std::uint32_t explain_trees_max = 100;          // resources of one explanation that keep their tree

// Wire (docs/spec/protocol.md).
inline constexpr std::uint32_t http_header_bytes_max = 64 * 1024;  // a GET of 32 KiB beside its other headers
inline constexpr std::uint32_t http_get_bytes_max = 32 * 1024;
inline constexpr std::uint32_t http_v1_body_bytes_max = 1024 * 1024;
inline constexpr std::uint32_t http_body_bytes_max = 10 * 1024 * 1024;
inline constexpr std::uint32_t evaluation_bytes_max = 256 * 1024;    // ours: a decision is read where all are answered
inline constexpr std::uint32_t evaluations_max = 1000;               // ours: a page of a list, and its records, at once
inline constexpr std::uint32_t evaluations_bytes_max = 1024 * 1024;  // ours: a KiB for each of them
inline constexpr std::uint32_t http_connections_max = 10000;         // below the usual limit on open files
inline constexpr std::uint32_t http_head_timeout_ms = 10 * 1000;     // a slow head ties up a connection
inline constexpr std::uint32_t http_body_timeout_ms = 60 * 1000;     // 10 MiB over a line of 1.5 Mbit/s
inline constexpr std::uint32_t http_idle_timeout_ms = 75 * 1000;   // longer than the pools of the official clients keep
inline constexpr std::uint32_t http_write_timeout_ms = 30 * 1000;  // a client that does not read its answer
inline constexpr std::uint32_t http_drain_timeout_ms = 10 * 1000;  // how long a stopping server waits for handlers
inline constexpr std::uint64_t http_held_bytes_max = 256 * 1024 * 1024;  // ours: of all requests being read or handled
inline constexpr std::uint32_t http_pressed_idle_ms =
    2 * 1000;                                              // ours: idle connections live so long when few are left
inline constexpr std::uint32_t http_linger_ms = 2 * 1000;  // what is read on so that a refusal can arrive
inline constexpr std::uint32_t form_nodes_max = 20000;     // parameters and lists of one flattened request
inline constexpr std::uint32_t form_depth_max = 16;        // `A.0.B.1...`: the API's deepest type has 5
inline constexpr std::uint32_t signed_headers_max = 64;    // names in one SignedHeaders list
inline constexpr std::uint32_t replay_entries_max = 1000 * 1000;        // nonces remembered, about 100 bytes each
inline constexpr std::uint32_t replay_entries_of_key_max = 100 * 1000;  // ours: so that one key cannot fill it
inline constexpr std::uint32_t rate_keys_max = 100 * 1000;              // ours: buckets kept, about 100 bytes each
inline constexpr std::uint32_t failed_signatures_per_s = 100;  // ours: of one address, more than any honest client
inline constexpr std::int64_t signature_skew_s_max = 300;

// The directory (CAM: 598/10609 unless noted; configuration may raise them).
inline constexpr std::uint32_t accounts_max = 10000;  // ours: all of them are held in memory
inline constexpr std::uint32_t users_max = 1000;      // sub-accounts of every kind per account
inline constexpr std::uint32_t groups_max = 300;      // per account
inline constexpr std::uint32_t groups_of_user_max = 10;
inline constexpr std::uint32_t users_of_group_max = 100;
inline constexpr std::uint32_t roles_max = 1000;                 // per account
inline constexpr std::uint32_t policies_max = 1500;              // custom ones per account
inline constexpr std::uint32_t versions_of_policy_max = 5;       // alive at a time
inline constexpr std::uint32_t attachments_of_target_max = 200;  // direct ones of a user, group or role
inline constexpr std::uint32_t access_keys_of_holder_max = 2;
inline constexpr std::uint32_t tags_of_resource_max = 50;       // CAM: 436/31509
inline constexpr std::uint32_t tagged_resources_max = 100000;   // ours: per account, held in memory
inline constexpr std::uint32_t tag_key_characters_max = 127;    // CAM: 436/31509
inline constexpr std::uint32_t tag_value_characters_max = 255;  // CAM: 436/31509
inline constexpr std::uint32_t tag_keys_max = 1000;             // CAM: 436/31509, known keys per account
inline constexpr std::uint32_t tag_values_of_key_max = 1000;    // CAM: 436/31509
inline constexpr std::uint32_t tag_request_tags_max = 10;       // CAM: indices 0 to 9 of tags and of six segments
inline constexpr std::uint32_t tag_request_keys_max = 20;       // ours: keys that one reading call names
inline constexpr std::uint32_t tag_request_ids_max = 50;        // CAM: ids that one call names
inline constexpr std::uint32_t tag_filters_max = 10;            // ours; GetResources has its own
inline constexpr std::uint32_t tag_search_filters_max = 5;      // CAM: GetResources
inline constexpr std::uint32_t tag_filter_values_max = 10;      // CAM: GetResources
inline constexpr std::uint32_t tag_rows_default = 15;           // CAM: Offset and Limit
inline constexpr std::uint32_t tag_rows_max = 1000;             // ours, after MaxResults
inline constexpr std::uint32_t tag_token_rows_default = 50;     // CAM: MaxResults
inline constexpr std::uint32_t tag_token_resources_max = 200;   // CAM: GetResources
inline constexpr std::uint32_t tag_token_rows_max = 1000;       // CAM: the other three
inline constexpr std::uint32_t tag_prefix_bytes_max = 64;       // ours
inline constexpr std::uint32_t user_name_bytes_max = 64;        // ours, after the console
inline constexpr std::uint32_t group_name_bytes_max = 128;      // ours
inline constexpr std::uint32_t policy_name_bytes_max = 128;     // CAM: PolicyNameError
inline constexpr std::uint32_t role_name_bytes_max = 128;       // CAM: RoleNameError
inline constexpr std::uint32_t provider_name_bytes_max = 128;   // ours, as a role's
inline constexpr std::uint32_t account_name_bytes_max = 64;     // ours
inline constexpr std::uint32_t description_bytes_max = 300;     // CAM: DescriptionLengthOverlimit; remarks too
inline constexpr std::uint32_t contact_bytes_max = 256;         // ours: phone, country code, e-mail
inline constexpr std::uint32_t session_duration_s_max = 43200;  // CAM: 12 hours
inline constexpr std::uint32_t identity_providers_max = 100;    // ours: named ones per account
inline constexpr std::uint32_t identity_document_bytes_max = 96 * 1024;  // ours: 64 KiB of keys in base64, and some
inline constexpr std::uint32_t saml_metadata_bytes_max = 40 * 1024;      // CAM: MetadataError
inline constexpr std::uint32_t linked_role_services_max = 10;            // ours: services of one service-linked role
inline constexpr std::uint32_t role_deletions_kept_max = 1000;  // ours: finished tasks an account can still ask about
inline constexpr std::uint32_t role_deletion_pause_ms = 20;     // ours: between the steps of a task
inline constexpr std::uint32_t import_rows_max = 1000000;       // ours: one transaction
inline constexpr std::uint32_t import_progress_rows = 10000;    // ours: how often an import tells how far it is
inline constexpr std::uint32_t commit_tries_max = 64;           // ours: how often a conflict is tried again

// The store.
inline constexpr std::uint32_t store_lock_wait_ms = 10 * 1000;  // ours: for another process's transaction

// The audit trail.
inline constexpr std::uint32_t audit_page_records_max = 1000;     // ours: of one query
inline constexpr std::uint32_t audit_follow_interval_ms = 200;    // ours: audit export --follow
inline constexpr std::uint32_t audit_events_default = 10;         // CAM: cloudaudit, MaxResults
inline constexpr std::uint32_t audit_events_max = 50;             // CAM: cloudaudit, MaxResults
inline constexpr std::uint32_t audit_attributes_max = 20;         // ours: there are fewer keys than that
inline constexpr std::uint32_t audit_tagged_resources_max = 500;  // ours: resources that one question names
inline constexpr std::int64_t audit_span_s_max = 30 * 86400;      // CAM: cloudaudit, of one question
inline constexpr std::int64_t audit_age_s_max = 90 * 86400;       // CAM: cloudaudit, of StartTime
inline constexpr std::uint32_t audit_text_bytes_max = 64 * 1024;  // ours: of one column; longer texts are cut

// The API (docs/spec/api.md).
inline constexpr std::uint32_t session_token_bytes_max = 4096;      // CAM: protocol, bound of Token
inline constexpr std::uint32_t session_default_s = 7200;            // CAM: AssumeRole
inline constexpr std::uint32_t federation_default_s = 1800;         // CAM: GetFederationToken, GetSessionToken
inline constexpr std::uint32_t federation_root_s_max = 7200;        // CAM: for a root account
inline constexpr std::uint32_t federation_user_s_max = 129600;      // CAM: for a sub-account
inline constexpr std::uint32_t session_tags_max = 50;               // CAM: AssumeRole
inline constexpr std::uint32_t page_rows_default = 20;              // CAM: Rp of the lists
inline constexpr std::uint32_t page_rows_max = 200;                 // CAM: Rp of the lists
inline constexpr std::uint64_t page_number_max = 1000000;           // ours: far past the last page of anything
inline constexpr std::uint32_t policies_per_call_max = 200;         // ours: ids of one DeletePolicy
inline constexpr std::uint32_t memberships_per_call_max = 1000;     // ours: lines of one AddUserToGroup
inline constexpr std::uint32_t region_bytes_max = 64;               // ours: the longest known has 16
inline constexpr std::uint32_t keyword_bytes_max = 200;             // ours: a search word
inline constexpr std::uint32_t password_bytes_max = 128;            // ours: argon2id takes any length
inline constexpr std::uint32_t password_characters_min = 8;         // CAM: default rule, and the least a rule may want
inline constexpr std::uint32_t password_rule_characters_max = 32;   // CAM: the password that AddUser draws has as many
inline constexpr std::uint32_t password_change_days_max = 365;      // ours: of a rule
inline constexpr std::uint32_t password_reuse_max = 24;             // ours: each is one argon2id check
inline constexpr std::uint32_t password_retries_max = 100;          // ours: of a rule
inline constexpr std::uint32_t login_ip_rules_max = 10;             // CAM: CreateSubAccountLoginIpPolicy
inline constexpr std::uint32_t login_approvers_max = 10;            // ours: of one account
inline constexpr std::uint32_t mfa_token_characters = 32;           // ours: 190 bits
inline constexpr std::uint32_t mfa_token_s = 600;                   // ours: time for one second factor
inline constexpr std::uint32_t mfa_tokens_max = 1000;               // ours: of one account, waiting
inline constexpr std::uint32_t receivers_per_day_max = 10;          // CAM: CreateMessageReceiver
inline constexpr std::uint32_t sub_accounts_per_call_max = 50;      // CAM: DescribeSubAccounts
inline constexpr std::uint32_t last_used_keys_max = 10;             // CAM: GetSecurityLastUsed
inline constexpr std::uint32_t account_items_max = 100;             // CAM: MaxItems of ListAccounts
inline constexpr std::uint32_t use_granularity_ms = 3600 * 1000;    // ours: one write per key and hour
inline constexpr std::uint32_t use_flush_ms = 5000;                 // ours: what a crash may forget of last uses
inline constexpr std::uint32_t uses_remembered_max = 1000000;       // ours: noted in memory, about 100 bytes each
inline constexpr std::uint32_t report_days_default = 90;            // CAM: rotation of keys, last sign-in
inline constexpr std::uint32_t report_days_max = 3650;              // ours
inline constexpr std::uint32_t audit_queue_records_max = 100000;    // ours: denials that wait for the disk
inline constexpr std::uint32_t audit_parameters_bytes_max = 16384;  // ours: request kept beside its record
inline constexpr std::uint32_t revision_wait_ms_max = 1000;         // ours: how long "at least revision" is waited for
inline constexpr std::uint32_t change_rows_max = 20000;             // ours: above it a snapshot's account is made anew
inline constexpr std::uint32_t follow_interval_ms = 50;             // ours: other processes' commits show within 0.1 s

// Web identity (docs/spec/identity-providers.md). All ours.
inline constexpr std::uint32_t web_identity_request_bytes_max = 32 * 1024;  // of an unsigned call, as it came
inline constexpr std::uint32_t web_token_bytes_max = 16 * 1024;             // the longest seen have some 4 KiB
inline constexpr std::uint32_t web_token_depth_max = 8;                     // claims of other software nest
inline constexpr std::uint32_t web_token_text_bytes_max = 1024;             // issuer, key id and their like
inline constexpr std::uint32_t web_token_subject_bytes_max = 255;           // OpenID Connect Core, 2
inline constexpr std::uint32_t web_token_audiences_max = 10;
inline constexpr std::int64_t web_token_skew_s = 30;                // how far a provider's clock may be ahead of ours
inline constexpr std::int64_t web_token_life_s_max = 24 * 3600;     // of a token, from `iat` to `exp`
inline constexpr std::uint32_t web_identity_calls_per_s_max = 100;  // unsigned calls from one address
inline constexpr std::uint32_t web_identity_addresses_max = 10000;  // addresses that are counted at a time
inline constexpr std::uint32_t provider_clients_max = 100;          // ClientId of one provider
inline constexpr std::uint32_t provider_client_bytes_max = 255;
inline constexpr std::uint32_t provider_url_bytes_max = 255;
inline constexpr std::uint32_t rotating_providers_max = 10000;  // whose fetched keys are in memory at a time
inline constexpr std::uint32_t jwks_bytes_max = 64 * 1024;      // decoded; the large providers publish some 10 KiB
inline constexpr std::uint32_t jwks_depth_max = 8;
inline constexpr std::uint32_t jwks_keys_max = 100;
inline constexpr std::uint32_t jwks_text_bytes_max = 4096;       // one member: a modulus of 8192 bits has 1366
inline constexpr std::uint32_t key_fetch_timeout_ms = 5 * 1000;  // of each of the two requests
inline constexpr std::uint32_t key_fetches_at_once_max = 2;      // so that slow providers leave threads free
inline constexpr std::int64_t key_fetch_pause_s = 60;            // between two attempts for one provider
inline constexpr std::int64_t key_fresh_s_max = 3600;            // older keys are fetched again when used
inline constexpr std::int64_t key_stale_s_max = 24 * 3600;       // older ones verify nothing any more

}  // namespace opencam::limits
