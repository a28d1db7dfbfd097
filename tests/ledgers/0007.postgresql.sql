CREATE FUNCTION public.duban_announce() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN PERFORM pg_notify('duban_log', ''); RETURN NULL; END $$;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.assignment (
    id integer NOT NULL,
    task_id integer NOT NULL,
    unit_id integer NOT NULL,
    role character varying(32) NOT NULL,
    "position" integer NOT NULL
);
CREATE SEQUENCE public.assignment_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.assignment_id_seq OWNED BY public.assignment.id;
CREATE TABLE public.bounce (
    id integer NOT NULL,
    source character varying NOT NULL,
    message_id integer,
    mailbox character varying NOT NULL,
    at timestamp with time zone NOT NULL,
    is_hard boolean NOT NULL,
    status character varying NOT NULL,
    text character varying NOT NULL,
    cleared_at timestamp with time zone,
    recipient character varying NOT NULL,
    effect character varying(32) NOT NULL
);
CREATE SEQUENCE public.bounce_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.bounce_id_seq OWNED BY public.bounce.id;
CREATE TABLE public.channel (
    id integer NOT NULL,
    reader_key character varying NOT NULL,
    kind character varying(32) NOT NULL,
    label character varying NOT NULL,
    url character varying NOT NULL,
    secret character varying NOT NULL,
    carries character varying NOT NULL,
    quiet_from time without time zone,
    quiet_until time without time zone,
    created_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone
);
CREATE SEQUENCE public.channel_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.channel_id_seq OWNED BY public.channel.id;
CREATE TABLE public.delivery (
    id integer NOT NULL,
    message_id integer NOT NULL,
    at timestamp with time zone NOT NULL,
    code integer,
    text character varying,
    outcome character varying(32) NOT NULL
);
CREATE SEQUENCE public.delivery_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.delivery_id_seq OWNED BY public.delivery.id;
CREATE TABLE public.edition (
    id integer NOT NULL,
    fingerprint character varying NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.edition_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.edition_id_seq OWNED BY public.edition.id;
CREATE TABLE public.event (
    id integer NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying NOT NULL,
    kind character varying(32) NOT NULL,
    plan_id integer,
    task_id integer,
    unit_id integer,
    detail json NOT NULL
);
CREATE SEQUENCE public.event_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.event_id_seq OWNED BY public.event.id;
CREATE TABLE public.feed (
    id integer NOT NULL,
    scope character varying(32) NOT NULL,
    unit_id integer,
    person_id integer,
    post_id integer,
    label character varying NOT NULL,
    generation integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    plan_id integer,
    revoked_at timestamp with time zone
);
CREATE SEQUENCE public.feed_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.feed_id_seq OWNED BY public.feed.id;
CREATE TABLE public.feedending (
    id integer NOT NULL,
    feed_id integer NOT NULL,
    generation integer NOT NULL,
    ends_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.feedending_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.feedending_id_seq OWNED BY public.feedending.id;
CREATE TABLE public.heartbeat (
    id integer NOT NULL,
    node character varying NOT NULL,
    roles character varying NOT NULL,
    started_at timestamp with time zone NOT NULL,
    at timestamp with time zone NOT NULL,
    every_seconds integer NOT NULL,
    round_seconds double precision
);
CREATE SEQUENCE public.heartbeat_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.heartbeat_id_seq OWNED BY public.heartbeat.id;
CREATE TABLE public.lead (
    id integer NOT NULL,
    task_id integer NOT NULL,
    person_id integer,
    post_id integer,
    "position" integer NOT NULL
);
CREATE SEQUENCE public.lead_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.lead_id_seq OWNED BY public.lead.id;
CREATE TABLE public.message (
    id integer NOT NULL,
    key character varying NOT NULL,
    kind character varying(32) NOT NULL,
    reader_key character varying NOT NULL,
    reader_name character varying NOT NULL,
    sender character varying NOT NULL,
    recipient character varying NOT NULL,
    subject character varying NOT NULL,
    message_id character varying NOT NULL,
    content bytea NOT NULL,
    state character varying(32) NOT NULL,
    attempts integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    next_at timestamp with time zone NOT NULL,
    lease_until timestamp with time zone,
    lease_token character varying,
    sent_at timestamp with time zone,
    last_error character varying,
    batch character varying,
    channel_id integer
);
CREATE SEQUENCE public.message_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.message_id_seq OWNED BY public.message.id;
CREATE TABLE public.milestone (
    id integer NOT NULL,
    uid character varying NOT NULL,
    task_id integer NOT NULL,
    by date NOT NULL,
    by_text character varying NOT NULL,
    text character varying NOT NULL,
    done_on date
);
CREATE SEQUENCE public.milestone_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.milestone_id_seq OWNED BY public.milestone.id;
CREATE TABLE public.mute (
    id integer NOT NULL,
    reader_key character varying NOT NULL,
    kind character varying(32) NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.mute_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.mute_id_seq OWNED BY public.mute.id;
CREATE TABLE public.person (
    id integer NOT NULL,
    name character varying NOT NULL,
    mailbox character varying
);
CREATE SEQUENCE public.person_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.person_id_seq OWNED BY public.person.id;
CREATE TABLE public.plan (
    id integer NOT NULL,
    key character varying NOT NULL,
    title character varying NOT NULL,
    year integer NOT NULL,
    document_number character varying,
    issuer character varying,
    issued_on date,
    declared_count integer,
    sha256 character varying NOT NULL,
    revision integer NOT NULL,
    imported_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.plan_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.plan_id_seq OWNED BY public.plan.id;
CREATE TABLE public.post (
    id integer NOT NULL,
    name character varying NOT NULL,
    mailbox character varying
);
CREATE SEQUENCE public.post_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.post_id_seq OWNED BY public.post.id;
CREATE TABLE public.progressreport (
    id integer NOT NULL,
    task_id integer NOT NULL,
    milestone_id integer,
    target_id integer,
    at timestamp with time zone NOT NULL,
    by character varying NOT NULL,
    text character varying NOT NULL,
    percent integer,
    value character varying
);
CREATE SEQUENCE public.progressreport_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.progressreport_id_seq OWNED BY public.progressreport.id;
CREATE TABLE public.relay (
    id integer NOT NULL,
    name character varying NOT NULL,
    tokens double precision NOT NULL,
    refilled_at timestamp with time zone NOT NULL,
    stopped_until timestamp with time zone,
    failures integer NOT NULL,
    stopped_by character varying
);
CREATE SEQUENCE public.relay_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.relay_id_seq OWNED BY public.relay.id;
CREATE TABLE public.resolution (
    id integer NOT NULL,
    task_id integer NOT NULL,
    word_id integer NOT NULL,
    unit_id integer NOT NULL,
    "position" integer NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying NOT NULL
);
CREATE SEQUENCE public.resolution_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.resolution_id_seq OWNED BY public.resolution.id;
CREATE TABLE public.round (
    id integer NOT NULL,
    kind character varying NOT NULL,
    label character varying NOT NULL,
    at timestamp with time zone NOT NULL,
    messages integer NOT NULL,
    state character varying(32) DEFAULT 'served'::character varying NOT NULL
);
CREATE SEQUENCE public.round_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.round_id_seq OWNED BY public.round.id;
CREATE TABLE public.said (
    id integer NOT NULL,
    key character varying NOT NULL,
    message_id integer NOT NULL,
    task_id integer NOT NULL,
    threshold integer NOT NULL
);
CREATE SEQUENCE public.said_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.said_id_seq OWNED BY public.said.id;
CREATE TABLE public.succession (
    id integer NOT NULL,
    unit_id integer NOT NULL,
    successor_id integer NOT NULL,
    since date NOT NULL,
    is_renaming boolean NOT NULL
);
CREATE SEQUENCE public.succession_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.succession_id_seq OWNED BY public.succession.id;
CREATE TABLE public.target (
    id integer NOT NULL,
    task_id integer NOT NULL,
    "position" integer NOT NULL,
    name character varying NOT NULL,
    op character varying NOT NULL,
    value character varying NOT NULL,
    unit character varying NOT NULL,
    reported character varying
);
CREATE SEQUENCE public.target_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.target_id_seq OWNED BY public.target.id;
CREATE TABLE public.task (
    id integer NOT NULL,
    uid character varying NOT NULL,
    plan_id integer NOT NULL,
    number character varying NOT NULL,
    "position" integer NOT NULL,
    section character varying NOT NULL,
    title character varying NOT NULL,
    due date,
    due_kind character varying(32) NOT NULL,
    original_due date,
    stretch boolean NOT NULL,
    state character varying(32) NOT NULL,
    percent integer,
    source_line integer,
    revision integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone
);
CREATE SEQUENCE public.task_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.task_id_seq OWNED BY public.task.id;
CREATE TABLE public.tenure (
    id integer NOT NULL,
    post_id integer NOT NULL,
    person_id integer NOT NULL,
    since date NOT NULL,
    until date
);
CREATE SEQUENCE public.tenure_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.tenure_id_seq OWNED BY public.tenure.id;
CREATE TABLE public.unit (
    id integer NOT NULL,
    name character varying NOT NULL,
    kind character varying NOT NULL,
    parent_id integer,
    mailbox character varying,
    contact character varying,
    leader character varying
);
CREATE SEQUENCE public.unit_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.unit_id_seq OWNED BY public.unit.id;
CREATE TABLE public.unitalias (
    id integer NOT NULL,
    unit_id integer NOT NULL,
    name character varying NOT NULL
);
CREATE SEQUENCE public.unitalias_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.unitalias_id_seq OWNED BY public.unitalias.id;
ALTER TABLE ONLY public.assignment ALTER COLUMN id SET DEFAULT nextval('public.assignment_id_seq'::regclass);
ALTER TABLE ONLY public.bounce ALTER COLUMN id SET DEFAULT nextval('public.bounce_id_seq'::regclass);
ALTER TABLE ONLY public.channel ALTER COLUMN id SET DEFAULT nextval('public.channel_id_seq'::regclass);
ALTER TABLE ONLY public.delivery ALTER COLUMN id SET DEFAULT nextval('public.delivery_id_seq'::regclass);
ALTER TABLE ONLY public.edition ALTER COLUMN id SET DEFAULT nextval('public.edition_id_seq'::regclass);
ALTER TABLE ONLY public.event ALTER COLUMN id SET DEFAULT nextval('public.event_id_seq'::regclass);
ALTER TABLE ONLY public.feed ALTER COLUMN id SET DEFAULT nextval('public.feed_id_seq'::regclass);
ALTER TABLE ONLY public.feedending ALTER COLUMN id SET DEFAULT nextval('public.feedending_id_seq'::regclass);
ALTER TABLE ONLY public.heartbeat ALTER COLUMN id SET DEFAULT nextval('public.heartbeat_id_seq'::regclass);
ALTER TABLE ONLY public.lead ALTER COLUMN id SET DEFAULT nextval('public.lead_id_seq'::regclass);
ALTER TABLE ONLY public.message ALTER COLUMN id SET DEFAULT nextval('public.message_id_seq'::regclass);
ALTER TABLE ONLY public.milestone ALTER COLUMN id SET DEFAULT nextval('public.milestone_id_seq'::regclass);
ALTER TABLE ONLY public.mute ALTER COLUMN id SET DEFAULT nextval('public.mute_id_seq'::regclass);
ALTER TABLE ONLY public.person ALTER COLUMN id SET DEFAULT nextval('public.person_id_seq'::regclass);
ALTER TABLE ONLY public.plan ALTER COLUMN id SET DEFAULT nextval('public.plan_id_seq'::regclass);
ALTER TABLE ONLY public.post ALTER COLUMN id SET DEFAULT nextval('public.post_id_seq'::regclass);
ALTER TABLE ONLY public.progressreport ALTER COLUMN id SET DEFAULT nextval('public.progressreport_id_seq'::regclass);
ALTER TABLE ONLY public.relay ALTER COLUMN id SET DEFAULT nextval('public.relay_id_seq'::regclass);
ALTER TABLE ONLY public.resolution ALTER COLUMN id SET DEFAULT nextval('public.resolution_id_seq'::regclass);
ALTER TABLE ONLY public.round ALTER COLUMN id SET DEFAULT nextval('public.round_id_seq'::regclass);
ALTER TABLE ONLY public.said ALTER COLUMN id SET DEFAULT nextval('public.said_id_seq'::regclass);
ALTER TABLE ONLY public.succession ALTER COLUMN id SET DEFAULT nextval('public.succession_id_seq'::regclass);
ALTER TABLE ONLY public.target ALTER COLUMN id SET DEFAULT nextval('public.target_id_seq'::regclass);
ALTER TABLE ONLY public.task ALTER COLUMN id SET DEFAULT nextval('public.task_id_seq'::regclass);
ALTER TABLE ONLY public.tenure ALTER COLUMN id SET DEFAULT nextval('public.tenure_id_seq'::regclass);
ALTER TABLE ONLY public.unit ALTER COLUMN id SET DEFAULT nextval('public.unit_id_seq'::regclass);
ALTER TABLE ONLY public.unitalias ALTER COLUMN id SET DEFAULT nextval('public.unitalias_id_seq'::regclass);
INSERT INTO public.alembic_version VALUES ('0007');
INSERT INTO public.assignment VALUES (1, 1, 1, 'responsible', 0);
INSERT INTO public.assignment VALUES (2, 1, 2, 'responsible', 1);
INSERT INTO public.assignment VALUES (3, 2, 2, 'responsible', 0);
INSERT INTO public.assignment VALUES (4, 3, 4, 'responsible', 0);
INSERT INTO public.assignment VALUES (5, 3, 5, 'responsible', 1);
INSERT INTO public.bounce VALUES (1, '67123202f5558679943c78acf25fa5c9363055725d5e2adcb8633216b1fef199:0', 2, 'yi@example.gov.cn', '2026-12-01 01:30:00+00', true, '5.1.1', '550 5.1.1 no such user', NULL, 'yi@example.gov.cn', 'stops');
INSERT INTO public.channel VALUES (1, 'unit:1', 'webhook', '', 'http://127.0.0.1:1/hook', 'whsec_dW/Wd7n7fiNwr0gsTLEWiVR6JXbWIKlPzez5oty0+jA=', '', NULL, NULL, '2026-11-30 19:32:47.881524+00', NULL);
INSERT INTO public.delivery VALUES (1, 1, '2026-11-30 00:31:00+00', NULL, NULL, 'sent');
INSERT INTO public.delivery VALUES (2, 2, '2026-11-30 00:31:00+00', NULL, NULL, 'sent');
INSERT INTO public.delivery VALUES (3, 3, '2026-11-30 00:31:00+00', NULL, NULL, 'sent');
INSERT INTO public.delivery VALUES (4, 4, '2026-12-01 00:31:00+00', NULL, NULL, 'sent');
INSERT INTO public.delivery VALUES (5, 5, '2026-12-01 00:31:00+00', NULL, NULL, 'sent');
INSERT INTO public.delivery VALUES (6, 6, '2026-12-01 00:31:00+00', NULL, '127.0.0.1 does not answer: [Errno 111] Connection refused It is tried again by itself; what was heard after all comes again under the same number.', 'deferred');
INSERT INTO public.event VALUES (1, '2026-11-30 19:32:39.971088+00', 'root', 'unit-added', NULL, NULL, 1, '{"name": "\u7532\u5c40", "kind": ["unknown", "district"], "mailbox": ["", "jia@example.gov.cn"], "aliases": ["", "\u7532\u529e"]}');
INSERT INTO public.event VALUES (2, '2026-11-30 19:32:39.971088+00', 'root', 'unit-added', NULL, NULL, 2, '{"name": "\u4e59\u9547", "kind": ["unknown", "town"], "mailbox": ["", "yi@example.gov.cn"]}');
INSERT INTO public.event VALUES (3, '2026-11-30 19:32:39.971088+00', 'root', 'unit-added', NULL, NULL, 3, '{"name": "\u4e19\u59d4", "kind": ["unknown", "district"]}');
INSERT INTO public.event VALUES (4, '2026-11-30 19:32:39.971088+00', 'root', 'feed-added', NULL, NULL, NULL, '{"feed": 1, "owner": "office", "name": "", "label": ""}');
INSERT INTO public.event VALUES (5, '2026-11-30 19:32:41.238803+00', 'root', 'plan-imported', 1, NULL, NULL, '{"added": 3, "changed": 0, "withdrawn": 0, "unchanged": 0}');
INSERT INTO public.event VALUES (6, '2026-11-30 19:32:41+00', 'root', 'task-added', 1, 1, NULL, '{}');
INSERT INTO public.event VALUES (7, '2026-11-30 19:32:41+00', 'root', 'task-added', 1, 2, NULL, '{}');
INSERT INTO public.event VALUES (8, '2026-11-30 19:32:41+00', 'root', 'task-added', 1, 3, NULL, '{}');
INSERT INTO public.event VALUES (9, '2026-11-30 19:32:41.238803+00', 'root', 'feed-added', NULL, NULL, NULL, '{"feed": 2, "owner": "unit:1", "name": "\u7532\u5c40", "label": ""}');
INSERT INTO public.event VALUES (10, '2026-11-30 19:32:41.238803+00', 'root', 'feed-added', NULL, NULL, NULL, '{"feed": 3, "owner": "unit:2", "name": "\u4e59\u9547", "label": ""}');
INSERT INTO public.event VALUES (11, '2026-11-30 19:32:41.238803+00', 'root', 'feed-added', NULL, NULL, NULL, '{"feed": 4, "owner": "person:1", "name": "\u5f20\u4e09", "label": ""}');
INSERT INTO public.event VALUES (12, '2026-11-30 19:32:41.238803+00', 'root', 'feed-added', NULL, NULL, NULL, '{"feed": 5, "owner": "post:1", "name": "\u5e38\u52a1\u526f\u533a\u957f", "label": ""}');
INSERT INTO public.event VALUES (13, '2026-11-30 19:32:43.351399+00', '甲局', 'task-reported', 1, 1, NULL, '{"text": "\u5df2\u5b8c\u6210\u4e00\u534a", "percent": 50, "value": null}');
INSERT INTO public.event VALUES (14, '2026-11-30 19:32:44.095813+00', '甲局', 'task-reported', 1, 1, NULL, '{"text": "\u5df2\u542f\u52a8", "percent": null, "value": null}');
INSERT INTO public.event VALUES (15, '2026-11-30 19:32:44.825406+00', '甲局', 'task-reported', 1, 1, NULL, '{"text": "\u9762\u79ef", "percent": null, "value": "12"}');
INSERT INTO public.event VALUES (16, '2026-11-30 19:32:45.477236+00', '督查室', 'task-closed', 1, 2, NULL, '{"text": "\u5df2\u529e\u7ed3"}');
INSERT INTO public.event VALUES (17, '2026-11-30 19:32:46.230846+00', 'root', 'word-resolved', 1, 3, NULL, '{"word": "\u5404\u90e8\u95e8", "before": [], "after": ["\u7532\u5c40"]}');
INSERT INTO public.event VALUES (18, '2026-11-30 19:32:47.084251+00', 'root', 'unit-merged', NULL, NULL, 1, '{"former": "\u4e19\u59d4", "since": "2026-10-01", "renamed": false, "tasks": []}');
INSERT INTO public.event VALUES (19, '2026-11-30 19:32:47.881524+00', 'root', 'channel-added', NULL, NULL, NULL, '{"channel": 1, "reader": "unit:1"}');
INSERT INTO public.event VALUES (20, '2026-11-30 19:32:48.575473+00', 'root', 'feed-rotated', NULL, NULL, NULL, '{"feed": 2, "owner": "unit:1", "name": "\u7532\u5c40", "label": "", "earlier_until": "2026-12-15T03:32:48.575473+08:00"}');
INSERT INTO public.event VALUES (21, '2026-12-01 01:30:00+00', 'mail', 'mailbox-failed', NULL, NULL, NULL, '{"mailbox": "yi@example.gov.cn", "text": "550 5.1.1 no such user"}');
INSERT INTO public.feed VALUES (1, 'office', NULL, NULL, NULL, '', 1, '2026-11-30 19:32:39.971088+00', NULL, NULL, NULL);
INSERT INTO public.feed VALUES (3, 'unit', 2, NULL, NULL, '', 1, '2026-11-30 19:32:41.238803+00', NULL, NULL, NULL);
INSERT INTO public.feed VALUES (4, 'leader', NULL, 1, NULL, '', 1, '2026-11-30 19:32:41.238803+00', NULL, NULL, NULL);
INSERT INTO public.feed VALUES (5, 'leader', NULL, NULL, 1, '', 1, '2026-11-30 19:32:41.238803+00', NULL, NULL, NULL);
INSERT INTO public.feed VALUES (2, 'unit', 1, NULL, NULL, '', 2, '2026-11-30 19:32:41.238803+00', NULL, NULL, NULL);
INSERT INTO public.feedending VALUES (1, 2, 1, '2026-12-14 19:32:48.575473+00');
INSERT INTO public.lead VALUES (1, 1, 1, NULL, 0);
INSERT INTO public.lead VALUES (2, 2, NULL, 1, 0);
INSERT INTO public.message VALUES (1, 'weekly:2026-W49:unit:1', 'weekly', 'unit:1', '甲局', 'bounces+f137531813ecb316709847a93dd88b5c@example.gov.cn', 'jia@example.gov.cn', '[Weekly reminder and urging notice] week 49 of 2026: 2 milestones – 甲局', '<137fc90beecf7a4f64bec080092c523abe98e74a@localhost>', '\x789c0b2e4dca4a4d2eb152b0b52f2d49d3b5b04fb23735adf4318d2c4cb5b7e5e572cecf2b49cd2bd10da92c48b5522849ad28d12fc849ccccb35648ce482c2a4e2db105ebe2e5e2e57ab2a3e1e986c667d3973fd9bff07143132f170092c22267', 'sent', 1, '2026-11-30 00:31:00+00', '2026-11-30 00:31:00+00', NULL, NULL, '2026-11-30 00:31:00+00', NULL, NULL, NULL);
INSERT INTO public.message VALUES (2, 'weekly:2026-W49:unit:2', 'weekly', 'unit:2', '乙镇', 'bounces+4734cf8eec07cf65ea7fe4f43c37aa15@example.gov.cn', 'yi@example.gov.cn', '[Weekly reminder and urging notice] week 49 of 2026: 3 milestones – 乙镇', '<4598388a006c4e31c0791acf4b142595f319b085@localhost>', '\x789c0b2e4dca4a4d2eb152b0b52f2d49d3b5b04fb23735adf4318d2c4cb5b7e5e572cecf2b49cd2bd10da92c48b5522849ad28d12fc849ccccb35648ce482c2a4e2db105ebe2e5e2e57ab2a3e1e986c667d3973fd9bff07143132f170092c22267', 'sent', 1, '2026-11-30 00:31:00+00', '2026-11-30 00:31:00+00', NULL, NULL, '2026-11-30 00:31:00+00', NULL, NULL, NULL);
INSERT INTO public.message VALUES (3, 'digest:2026-11-30:office:office@example.gov.cn', 'digest', 'office:office@example.gov.cn', '督查室', 'bounces+0eeb4cb7f7b489a06f05353bdea1d1f4@example.gov.cn', 'office@example.gov.cn', '[Daily overview] Mon 30 Nov 2026: 1 behind, 3 to mend', '<6b943645c4e3752e30a35479d313cb09923eef3c@localhost>', '\x789c0b2e4dca4a4d2eb152b0b52f2d49d3b5b04fb23735adf4318d2c4cb5b7e5e572cecf2b49cd2bd10da92c48b5522849ad28d12fc849ccccb35648ce482c2a4e2db105ebe2e5e2e57ab2a3e1e986c667d3973fd9bff07143132f170092c22267', 'sent', 1, '2026-11-30 00:31:00+00', '2026-11-30 00:31:00+00', NULL, NULL, '2026-11-30 00:31:00+00', NULL, NULL, NULL);
INSERT INTO public.message VALUES (4, 'threshold:2026-12-01:unit:1:362596bff6', 'threshold', 'unit:1', '甲局', 'bounces+cc10be6c40a9fbc404972dc690608392@example.gov.cn', 'jia@example.gov.cn', '[Deadline reminder] 3 各单位做好保障，12月31日前完成: 22 working days left – 甲局', '<6ff06eecbb7ff557fc259e1b4ac2aad23c3b94fe@localhost>', '\x789c0b2e4dca4a4d2eb152b0b52f2d49d3b5b04fb23735adf4318d2c4cb5b7e5e572cecf2b49cd2bd10da92c48b5522849ad28d12fc849ccccb35648ce482c2a4e2db105ebe2e5e2e57ab2a3e1e986c667d3973fd9bff07143132f170092c22267', 'sent', 1, '2026-12-01 00:31:00+00', '2026-12-01 00:31:00+00', NULL, NULL, '2026-12-01 00:31:00+00', NULL, NULL, NULL);
INSERT INTO public.message VALUES (5, 'digest:2026-12-01:office:office@example.gov.cn', 'digest', 'office:office@example.gov.cn', '督查室', 'bounces+7f7e77e8969388d0d012065969cda78d@example.gov.cn', 'office@example.gov.cn', '[Daily overview] Tue 1 Dec 2026: 1 behind, 3 to mend', '<b2ed8eb40b8a512384634e6f8928f956d97087dc@localhost>', '\x789c0b2e4dca4a4d2eb152b0b52f2d49d3b5b04fb23735adf4318d2c4cb5b7e5e572cecf2b49cd2bd10da92c48b5522849ad28d12fc849ccccb35648ce482c2a4e2db105ebe2e5e2e57ab2a3e1e986c667d3973fd9bff07143132f170092c22267', 'sent', 1, '2026-12-01 00:31:00+00', '2026-12-01 00:31:00+00', NULL, NULL, '2026-12-01 00:31:00+00', NULL, NULL, NULL);
INSERT INTO public.message VALUES (6, 'threshold:2026-12-01:unit:1:362596bff6@channel:1', 'threshold', 'unit:1', '甲局', '', 'channel:1', '[Deadline reminder] 甲局, Tue 1 Dec 2026: 1 milestone', 'threshold:2026-12-01:unit:1:362596bff6@channel:1', '\x789c0b2e4dca4a4d2eb152b0b52f2d49d3b5b04fb23735adf4318d2c4cb5b7e5e572cecf2b49cd2bd10da92c48b5522849ad28d12fc849ccccb35648ce482c2a4e2db105ebe2e5e2e57ab2a3e1e986c667d3973fd9bff07143132f170092c22267', 'queued', 1, '2026-12-01 00:31:00+00', '2026-12-01 00:36:00.280279+00', NULL, NULL, NULL, '127.0.0.1 does not answer: [Errno 111] Connection refused It is tried again by itself; what was heard after all comes again under the same number.', NULL, 1);
INSERT INTO public.milestone VALUES (2, '216b78d6fe64423eaefaa682a08e1efe', 1, '2026-11-20', '2026-11-20', '完成', NULL);
INSERT INTO public.milestone VALUES (3, 'a947eb014fd148808b2b3b82370a2c72', 2, '2026-12-31', '2026-12-31', '完成', NULL);
INSERT INTO public.milestone VALUES (4, 'e34b0af4af444b53937198f412a63045', 3, '2026-12-31', '2026-12-31', '完成', NULL);
INSERT INTO public.milestone VALUES (1, '4817d25ef6cc47ea888c531f80ed7b65', 1, '2026-06-30', '2026-06-30', '启动招投标', '2026-12-01');
INSERT INTO public.person VALUES (1, '张三', NULL);
INSERT INTO public.plan VALUES (1, '2026', '二〇二六年重点任务分工', 2026, NULL, '某区人民政府办公室', '2026-03-19', NULL, '0b7f680f1b811ec2bf11d2fbb778c7e0253f8597baaf76a34baa287c77f1bee6', 1, '2026-11-30 19:32:41.238803+00');
INSERT INTO public.post VALUES (1, '常务副区长', NULL);
INSERT INTO public.progressreport VALUES (1, 1, NULL, NULL, '2026-11-30 19:32:43.351399+00', '甲局', '已完成一半', 50, NULL);
INSERT INTO public.progressreport VALUES (2, 1, 1, NULL, '2026-11-30 19:32:44.095813+00', '甲局', '已启动', NULL, NULL);
INSERT INTO public.progressreport VALUES (3, 1, NULL, 1, '2026-11-30 19:32:44.825406+00', '甲局', '面积', NULL, '12');
INSERT INTO public.resolution VALUES (1, 3, 4, 1, 0, '2026-11-30 19:32:46.230846+00', 'root');
INSERT INTO public.round VALUES (1, 'weekly', '2026-W49', '2026-11-30 00:31:00+00', 3, 'served');
INSERT INTO public.round VALUES (2, 'digest', '2026-11-30', '2026-11-30 00:31:00+00', 3, 'served');
INSERT INTO public.round VALUES (3, 'digest', '2026-12-01', '2026-12-01 00:31:00+00', 2, 'served');
INSERT INTO public.said VALUES (1, '87582533ce9846f08b31f7f9036aa499:4817d25ef6cc47ea888c531f80ed7b65:2026-06-30:-5:unit:1', 1, 1, -5);
INSERT INTO public.said VALUES (2, '87582533ce9846f08b31f7f9036aa499:216b78d6fe64423eaefaa682a08e1efe:2026-11-20:-5:unit:1', 1, 1, -5);
INSERT INTO public.said VALUES (3, '87582533ce9846f08b31f7f9036aa499:4817d25ef6cc47ea888c531f80ed7b65:2026-06-30:-5:unit:2', 2, 1, -5);
INSERT INTO public.said VALUES (4, '87582533ce9846f08b31f7f9036aa499:216b78d6fe64423eaefaa682a08e1efe:2026-11-20:-5:unit:2', 2, 1, -5);
INSERT INTO public.said VALUES (5, '05d4a6e74e694ea08b9b36a3dd413a3e:a947eb014fd148808b2b3b82370a2c72:2026-12-31:30:unit:2', 2, 2, 30);
INSERT INTO public.said VALUES (6, 'bff5b23af2c84a8a8c0bc3f5f064c8b0:e34b0af4af444b53937198f412a63045:2026-12-31:30:unit:1', 4, 3, 30);
INSERT INTO public.said VALUES (7, 'bff5b23af2c84a8a8c0bc3f5f064c8b0:e34b0af4af444b53937198f412a63045:2026-12-31:30:unit:1@channel:1', 6, 3, 30);
INSERT INTO public.succession VALUES (1, 3, 1, '2026-10-01', false);
INSERT INTO public.target VALUES (1, 1, 0, '改造面积', '>=', '20', '万平方米', '12');
INSERT INTO public.task VALUES (1, '87582533ce9846f08b31f7f9036aa499', 1, '1', 0, '城建', '完成老街改造，改造面积20万平方米以上，6月30日前启动招投标，11月20日前完成。', NULL, 'none', NULL, false, 'open', 50, 7, 4, '2026-11-30 19:32:41+00', '2026-11-30 19:32:48+00', NULL);
INSERT INTO public.task VALUES (2, '05d4a6e74e694ea08b9b36a3dd413a3e', 1, '2', 1, '城建', '新建停车场，12月31日前完成。', NULL, 'none', NULL, false, 'closed', NULL, 8, 2, '2026-11-30 19:32:41+00', '2026-11-30 19:32:46+00', '2026-11-30 19:32:45.477236+00');
INSERT INTO public.task VALUES (3, 'bff5b23af2c84a8a8c0bc3f5f064c8b0', 1, '3', 2, '保障', '各单位做好保障，12月31日前完成。', NULL, 'none', NULL, false, 'open', NULL, 10, 2, '2026-11-30 19:32:41+00', '2026-11-30 19:32:47+00', NULL);
INSERT INTO public.unit VALUES (1, '甲局', 'district', NULL, 'jia@example.gov.cn', NULL, NULL);
INSERT INTO public.unit VALUES (2, '乙镇', 'town', NULL, 'yi@example.gov.cn', NULL, NULL);
INSERT INTO public.unit VALUES (3, '丙委', 'district', NULL, NULL, NULL, NULL);
INSERT INTO public.unit VALUES (4, '各部门', 'group', NULL, NULL, NULL, NULL);
INSERT INTO public.unit VALUES (5, '各单位', 'group', NULL, NULL, NULL, NULL);
INSERT INTO public.unitalias VALUES (1, 1, '甲办');
SELECT pg_catalog.setval('public.assignment_id_seq', 5, true);
SELECT pg_catalog.setval('public.bounce_id_seq', 1, true);
SELECT pg_catalog.setval('public.channel_id_seq', 1, true);
SELECT pg_catalog.setval('public.delivery_id_seq', 6, true);
SELECT pg_catalog.setval('public.edition_id_seq', 1, false);
SELECT pg_catalog.setval('public.event_id_seq', 21, true);
SELECT pg_catalog.setval('public.feed_id_seq', 5, true);
SELECT pg_catalog.setval('public.feedending_id_seq', 1, true);
SELECT pg_catalog.setval('public.heartbeat_id_seq', 1, false);
SELECT pg_catalog.setval('public.lead_id_seq', 2, true);
SELECT pg_catalog.setval('public.message_id_seq', 6, true);
SELECT pg_catalog.setval('public.milestone_id_seq', 4, true);
SELECT pg_catalog.setval('public.mute_id_seq', 1, false);
SELECT pg_catalog.setval('public.person_id_seq', 1, true);
SELECT pg_catalog.setval('public.plan_id_seq', 1, true);
SELECT pg_catalog.setval('public.post_id_seq', 1, true);
SELECT pg_catalog.setval('public.progressreport_id_seq', 3, true);
SELECT pg_catalog.setval('public.relay_id_seq', 1, false);
SELECT pg_catalog.setval('public.resolution_id_seq', 1, true);
SELECT pg_catalog.setval('public.round_id_seq', 3, true);
SELECT pg_catalog.setval('public.said_id_seq', 7, true);
SELECT pg_catalog.setval('public.succession_id_seq', 1, true);
SELECT pg_catalog.setval('public.target_id_seq', 1, true);
SELECT pg_catalog.setval('public.task_id_seq', 3, true);
SELECT pg_catalog.setval('public.tenure_id_seq', 1, false);
SELECT pg_catalog.setval('public.unit_id_seq', 5, true);
SELECT pg_catalog.setval('public.unitalias_id_seq', 1, true);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.assignment
    ADD CONSTRAINT pk_assignment PRIMARY KEY (id);
ALTER TABLE ONLY public.bounce
    ADD CONSTRAINT pk_bounce PRIMARY KEY (id);
ALTER TABLE ONLY public.channel
    ADD CONSTRAINT pk_channel PRIMARY KEY (id);
ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT pk_delivery PRIMARY KEY (id);
ALTER TABLE ONLY public.edition
    ADD CONSTRAINT pk_edition PRIMARY KEY (id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT pk_event PRIMARY KEY (id);
ALTER TABLE ONLY public.feed
    ADD CONSTRAINT pk_feed PRIMARY KEY (id);
ALTER TABLE ONLY public.feedending
    ADD CONSTRAINT pk_feedending PRIMARY KEY (id);
ALTER TABLE ONLY public.heartbeat
    ADD CONSTRAINT pk_heartbeat PRIMARY KEY (id);
ALTER TABLE ONLY public.lead
    ADD CONSTRAINT pk_lead PRIMARY KEY (id);
ALTER TABLE ONLY public.message
    ADD CONSTRAINT pk_message PRIMARY KEY (id);
ALTER TABLE ONLY public.milestone
    ADD CONSTRAINT pk_milestone PRIMARY KEY (id);
ALTER TABLE ONLY public.mute
    ADD CONSTRAINT pk_mute PRIMARY KEY (id);
ALTER TABLE ONLY public.person
    ADD CONSTRAINT pk_person PRIMARY KEY (id);
ALTER TABLE ONLY public.plan
    ADD CONSTRAINT pk_plan PRIMARY KEY (id);
ALTER TABLE ONLY public.post
    ADD CONSTRAINT pk_post PRIMARY KEY (id);
ALTER TABLE ONLY public.progressreport
    ADD CONSTRAINT pk_progressreport PRIMARY KEY (id);
ALTER TABLE ONLY public.relay
    ADD CONSTRAINT pk_relay PRIMARY KEY (id);
ALTER TABLE ONLY public.resolution
    ADD CONSTRAINT pk_resolution PRIMARY KEY (id);
ALTER TABLE ONLY public.round
    ADD CONSTRAINT pk_round PRIMARY KEY (id);
ALTER TABLE ONLY public.said
    ADD CONSTRAINT pk_said PRIMARY KEY (id);
ALTER TABLE ONLY public.succession
    ADD CONSTRAINT pk_succession PRIMARY KEY (id);
ALTER TABLE ONLY public.target
    ADD CONSTRAINT pk_target PRIMARY KEY (id);
ALTER TABLE ONLY public.task
    ADD CONSTRAINT pk_task PRIMARY KEY (id);
ALTER TABLE ONLY public.tenure
    ADD CONSTRAINT pk_tenure PRIMARY KEY (id);
ALTER TABLE ONLY public.unit
    ADD CONSTRAINT pk_unit PRIMARY KEY (id);
ALTER TABLE ONLY public.unitalias
    ADD CONSTRAINT pk_unitalias PRIMARY KEY (id);
ALTER TABLE ONLY public.assignment
    ADD CONSTRAINT uq_assignment_task_id_unit_id_role UNIQUE (task_id, unit_id, role);
ALTER TABLE ONLY public.bounce
    ADD CONSTRAINT uq_bounce_source UNIQUE (source);
ALTER TABLE ONLY public.feedending
    ADD CONSTRAINT uq_feedending_feed_id_generation UNIQUE (feed_id, generation);
ALTER TABLE ONLY public.heartbeat
    ADD CONSTRAINT uq_heartbeat_node UNIQUE (node);
ALTER TABLE ONLY public.lead
    ADD CONSTRAINT uq_lead_task_id_position UNIQUE (task_id, "position");
ALTER TABLE ONLY public.message
    ADD CONSTRAINT uq_message_key UNIQUE (key);
ALTER TABLE ONLY public.message
    ADD CONSTRAINT uq_message_message_id UNIQUE (message_id);
ALTER TABLE ONLY public.milestone
    ADD CONSTRAINT uq_milestone_uid UNIQUE (uid);
ALTER TABLE ONLY public.mute
    ADD CONSTRAINT uq_mute_reader_key_kind UNIQUE (reader_key, kind);
ALTER TABLE ONLY public.person
    ADD CONSTRAINT uq_person_name UNIQUE (name);
ALTER TABLE ONLY public.plan
    ADD CONSTRAINT uq_plan_key UNIQUE (key);
ALTER TABLE ONLY public.post
    ADD CONSTRAINT uq_post_name UNIQUE (name);
ALTER TABLE ONLY public.relay
    ADD CONSTRAINT uq_relay_name UNIQUE (name);
ALTER TABLE ONLY public.resolution
    ADD CONSTRAINT uq_resolution_task_id_word_id_unit_id UNIQUE (task_id, word_id, unit_id);
ALTER TABLE ONLY public.round
    ADD CONSTRAINT uq_round_kind_label UNIQUE (kind, label);
ALTER TABLE ONLY public.said
    ADD CONSTRAINT uq_said_key UNIQUE (key);
ALTER TABLE ONLY public.succession
    ADD CONSTRAINT uq_succession_unit_id UNIQUE (unit_id);
ALTER TABLE ONLY public.task
    ADD CONSTRAINT uq_task_uid UNIQUE (uid);
ALTER TABLE ONLY public.unit
    ADD CONSTRAINT uq_unit_name UNIQUE (name);
ALTER TABLE ONLY public.unitalias
    ADD CONSTRAINT uq_unitalias_name UNIQUE (name);
CREATE INDEX ix_assignment_task_id ON public.assignment USING btree (task_id);
CREATE INDEX ix_assignment_unit_id ON public.assignment USING btree (unit_id);
CREATE INDEX ix_bounce_mailbox ON public.bounce USING btree (mailbox);
CREATE INDEX ix_bounce_message_id ON public.bounce USING btree (message_id);
CREATE INDEX ix_channel_reader_key ON public.channel USING btree (reader_key);
CREATE INDEX ix_delivery_message_id ON public.delivery USING btree (message_id);
CREATE INDEX ix_event_plan_id ON public.event USING btree (plan_id);
CREATE INDEX ix_event_task_id ON public.event USING btree (task_id);
CREATE INDEX ix_event_unit_id ON public.event USING btree (unit_id);
CREATE INDEX ix_feed_person_id ON public.feed USING btree (person_id);
CREATE INDEX ix_feed_plan_id ON public.feed USING btree (plan_id);
CREATE INDEX ix_feed_post_id ON public.feed USING btree (post_id);
CREATE INDEX ix_feed_unit_id ON public.feed USING btree (unit_id);
CREATE INDEX ix_feedending_feed_id ON public.feedending USING btree (feed_id);
CREATE INDEX ix_lead_person_id ON public.lead USING btree (person_id);
CREATE INDEX ix_lead_post_id ON public.lead USING btree (post_id);
CREATE INDEX ix_lead_task_id ON public.lead USING btree (task_id);
CREATE INDEX ix_message_batch ON public.message USING btree (batch);
CREATE INDEX ix_message_channel_id ON public.message USING btree (channel_id);
CREATE INDEX ix_message_channel_state_next_at ON public.message USING btree (state, next_at) WHERE (channel_id IS NOT NULL);
CREATE INDEX ix_message_reader_key ON public.message USING btree (reader_key);
CREATE INDEX ix_message_sender ON public.message USING btree (sender);
CREATE INDEX ix_message_state_next_at ON public.message USING btree (state, next_at);
CREATE INDEX ix_milestone_by ON public.milestone USING btree (by);
CREATE INDEX ix_milestone_task_id ON public.milestone USING btree (task_id);
CREATE INDEX ix_progressreport_task_id ON public.progressreport USING btree (task_id);
CREATE INDEX ix_resolution_task_id ON public.resolution USING btree (task_id);
CREATE INDEX ix_resolution_unit_id ON public.resolution USING btree (unit_id);
CREATE INDEX ix_resolution_word_id ON public.resolution USING btree (word_id);
CREATE INDEX ix_said_message_id ON public.said USING btree (message_id);
CREATE INDEX ix_said_task_id ON public.said USING btree (task_id);
CREATE INDEX ix_succession_successor_id ON public.succession USING btree (successor_id);
CREATE INDEX ix_target_task_id ON public.target USING btree (task_id);
CREATE INDEX ix_task_plan_id ON public.task USING btree (plan_id);
CREATE INDEX ix_task_state_due ON public.task USING btree (state, due);
CREATE INDEX ix_task_state_percent ON public.task USING btree (state, percent);
CREATE INDEX ix_tenure_person_id ON public.tenure USING btree (person_id);
CREATE INDEX ix_tenure_post_id ON public.tenure USING btree (post_id);
CREATE INDEX ix_unitalias_unit_id ON public.unitalias USING btree (unit_id);
CREATE TRIGGER duban_announce AFTER INSERT ON public.event FOR EACH STATEMENT EXECUTE FUNCTION public.duban_announce();
ALTER TABLE ONLY public.assignment
    ADD CONSTRAINT fk_assignment_task_id_task FOREIGN KEY (task_id) REFERENCES public.task(id);
ALTER TABLE ONLY public.assignment
    ADD CONSTRAINT fk_assignment_unit_id_unit FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.bounce
    ADD CONSTRAINT fk_bounce_message_id_message FOREIGN KEY (message_id) REFERENCES public.message(id);
ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT fk_delivery_message_id_message FOREIGN KEY (message_id) REFERENCES public.message(id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT fk_event_plan_id_plan FOREIGN KEY (plan_id) REFERENCES public.plan(id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT fk_event_task_id_task FOREIGN KEY (task_id) REFERENCES public.task(id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT fk_event_unit_id_unit FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.feed
    ADD CONSTRAINT fk_feed_person_id_person FOREIGN KEY (person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.feed
    ADD CONSTRAINT fk_feed_plan_id_plan FOREIGN KEY (plan_id) REFERENCES public.plan(id);
ALTER TABLE ONLY public.feed
    ADD CONSTRAINT fk_feed_post_id_post FOREIGN KEY (post_id) REFERENCES public.post(id);
ALTER TABLE ONLY public.feed
    ADD CONSTRAINT fk_feed_unit_id_unit FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.feedending
    ADD CONSTRAINT fk_feedending_feed_id_feed FOREIGN KEY (feed_id) REFERENCES public.feed(id);
ALTER TABLE ONLY public.lead
    ADD CONSTRAINT fk_lead_person_id_person FOREIGN KEY (person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.lead
    ADD CONSTRAINT fk_lead_post_id_post FOREIGN KEY (post_id) REFERENCES public.post(id);
ALTER TABLE ONLY public.lead
    ADD CONSTRAINT fk_lead_task_id_task FOREIGN KEY (task_id) REFERENCES public.task(id);
ALTER TABLE ONLY public.message
    ADD CONSTRAINT fk_message_channel_id_channel FOREIGN KEY (channel_id) REFERENCES public.channel(id);
ALTER TABLE ONLY public.milestone
    ADD CONSTRAINT fk_milestone_task_id_task FOREIGN KEY (task_id) REFERENCES public.task(id);
ALTER TABLE ONLY public.progressreport
    ADD CONSTRAINT fk_progressreport_milestone_id_milestone FOREIGN KEY (milestone_id) REFERENCES public.milestone(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.progressreport
    ADD CONSTRAINT fk_progressreport_target_id_target FOREIGN KEY (target_id) REFERENCES public.target(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.progressreport
    ADD CONSTRAINT fk_progressreport_task_id_task FOREIGN KEY (task_id) REFERENCES public.task(id);
ALTER TABLE ONLY public.resolution
    ADD CONSTRAINT fk_resolution_task_id_task FOREIGN KEY (task_id) REFERENCES public.task(id);
ALTER TABLE ONLY public.resolution
    ADD CONSTRAINT fk_resolution_unit_id_unit FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.resolution
    ADD CONSTRAINT fk_resolution_word_id_unit FOREIGN KEY (word_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.said
    ADD CONSTRAINT fk_said_message_id_message FOREIGN KEY (message_id) REFERENCES public.message(id);
ALTER TABLE ONLY public.said
    ADD CONSTRAINT fk_said_task_id_task FOREIGN KEY (task_id) REFERENCES public.task(id);
ALTER TABLE ONLY public.succession
    ADD CONSTRAINT fk_succession_successor_id_unit FOREIGN KEY (successor_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.succession
    ADD CONSTRAINT fk_succession_unit_id_unit FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.target
    ADD CONSTRAINT fk_target_task_id_task FOREIGN KEY (task_id) REFERENCES public.task(id);
ALTER TABLE ONLY public.task
    ADD CONSTRAINT fk_task_plan_id_plan FOREIGN KEY (plan_id) REFERENCES public.plan(id);
ALTER TABLE ONLY public.tenure
    ADD CONSTRAINT fk_tenure_person_id_person FOREIGN KEY (person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.tenure
    ADD CONSTRAINT fk_tenure_post_id_post FOREIGN KEY (post_id) REFERENCES public.post(id);
ALTER TABLE ONLY public.unit
    ADD CONSTRAINT fk_unit_parent_id_unit FOREIGN KEY (parent_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.unitalias
    ADD CONSTRAINT fk_unitalias_unit_id_unit FOREIGN KEY (unit_id) REFERENCES public.unit(id);
