BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0006');
CREATE TABLE assignment (
	id INTEGER NOT NULL, 
	task_id INTEGER NOT NULL, 
	unit_id INTEGER NOT NULL, 
	role VARCHAR(32) NOT NULL, 
	position INTEGER NOT NULL, 
	CONSTRAINT pk_assignment PRIMARY KEY (id), 
	CONSTRAINT fk_assignment_task_id_task FOREIGN KEY(task_id) REFERENCES task (id), 
	CONSTRAINT fk_assignment_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id), 
	CONSTRAINT uq_assignment_task_id_unit_id_role UNIQUE (task_id, unit_id, role)
);
INSERT INTO "assignment" VALUES(1,1,1,'responsible',0);
INSERT INTO "assignment" VALUES(2,1,2,'responsible',1);
INSERT INTO "assignment" VALUES(3,2,2,'responsible',0);
INSERT INTO "assignment" VALUES(4,3,4,'responsible',0);
INSERT INTO "assignment" VALUES(5,3,5,'responsible',1);
CREATE TABLE bounce (
	id INTEGER NOT NULL, 
	source VARCHAR NOT NULL, 
	message_id INTEGER, 
	mailbox VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	is_hard BOOLEAN NOT NULL, 
	status VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	cleared_at DATETIME, 
	CONSTRAINT pk_bounce PRIMARY KEY (id), 
	CONSTRAINT fk_bounce_message_id_message FOREIGN KEY(message_id) REFERENCES message (id), 
	CONSTRAINT uq_bounce_source UNIQUE (source)
);
INSERT INTO "bounce" VALUES(1,'<bounce-1@relay.example>:0',2,'yi@example.gov.cn','2026-11-30 19:31:30.427753',1,'5.1.1','550 5.1.1 no such user',NULL);
CREATE TABLE channel (
	id INTEGER NOT NULL, 
	reader_key VARCHAR NOT NULL, 
	kind VARCHAR(32) NOT NULL, 
	label VARCHAR NOT NULL, 
	url VARCHAR NOT NULL, 
	secret VARCHAR NOT NULL, 
	carries VARCHAR NOT NULL, 
	quiet_from TIME, 
	quiet_until TIME, 
	created_at DATETIME NOT NULL, 
	removed_at DATETIME, 
	CONSTRAINT pk_channel PRIMARY KEY (id)
);
INSERT INTO "channel" VALUES(1,'unit:1','webhook','','http://127.0.0.1:1/hook','whsec_Ftb0/OXeV87ydFa/KfJCI88ienFegWzRmB3qdFJw/q4=','',NULL,NULL,'2026-11-30 19:31:27.464475',NULL);
CREATE TABLE "delivery" (
	id INTEGER NOT NULL, 
	message_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	code INTEGER, 
	text VARCHAR, 
	outcome VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_delivery PRIMARY KEY (id), 
	CONSTRAINT fk_delivery_message_id_message FOREIGN KEY(message_id) REFERENCES message (id)
);
INSERT INTO "delivery" VALUES(1,1,'2026-11-30 00:31:00.000000',NULL,NULL,'sent');
INSERT INTO "delivery" VALUES(2,2,'2026-11-30 00:31:00.000000',NULL,NULL,'sent');
INSERT INTO "delivery" VALUES(3,3,'2026-11-30 00:31:00.000000',NULL,NULL,'sent');
INSERT INTO "delivery" VALUES(4,4,'2026-12-01 00:31:00.000000',NULL,NULL,'sent');
INSERT INTO "delivery" VALUES(5,5,'2026-12-01 00:31:00.000000',NULL,NULL,'sent');
INSERT INTO "delivery" VALUES(6,6,'2026-12-01 00:31:00.000000',NULL,'127.0.0.1 does not answer: [Errno 111] Connection refused It is tried again by itself; what was heard after all comes again under the same number.','deferred');
CREATE TABLE edition (
	id INTEGER NOT NULL, 
	fingerprint VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_edition PRIMARY KEY (id)
);
CREATE TABLE event (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	kind VARCHAR(32) NOT NULL, 
	plan_id INTEGER, 
	task_id INTEGER, 
	unit_id INTEGER, 
	detail JSON NOT NULL, 
	CONSTRAINT pk_event PRIMARY KEY (id), 
	CONSTRAINT fk_event_plan_id_plan FOREIGN KEY(plan_id) REFERENCES "plan" (id), 
	CONSTRAINT fk_event_task_id_task FOREIGN KEY(task_id) REFERENCES task (id), 
	CONSTRAINT fk_event_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id)
);
INSERT INTO "event" VALUES(1,'2026-11-30 19:31:20.084521','root','unit-added',NULL,NULL,1,'{"name": "\u7532\u5c40", "kind": ["unknown", "district"], "mailbox": ["", "jia@example.gov.cn"], "aliases": ["", "\u7532\u529e"]}');
INSERT INTO "event" VALUES(2,'2026-11-30 19:31:20.084521','root','unit-added',NULL,NULL,2,'{"name": "\u4e59\u9547", "kind": ["unknown", "town"], "mailbox": ["", "yi@example.gov.cn"]}');
INSERT INTO "event" VALUES(3,'2026-11-30 19:31:20.084521','root','unit-added',NULL,NULL,3,'{"name": "\u4e19\u59d4", "kind": ["unknown", "district"]}');
INSERT INTO "event" VALUES(4,'2026-11-30 19:31:20.084521','root','feed-added',NULL,NULL,NULL,'{"feed": 1, "owner": "office", "name": "", "label": ""}');
INSERT INTO "event" VALUES(5,'2026-11-30 19:31:21.498545','root','plan-imported',1,NULL,NULL,'{"added": 3, "changed": 0, "withdrawn": 0, "unchanged": 0}');
INSERT INTO "event" VALUES(6,'2026-11-30 19:31:21.000000','root','task-added',1,1,NULL,'{}');
INSERT INTO "event" VALUES(7,'2026-11-30 19:31:21.000000','root','task-added',1,2,NULL,'{}');
INSERT INTO "event" VALUES(8,'2026-11-30 19:31:21.000000','root','task-added',1,3,NULL,'{}');
INSERT INTO "event" VALUES(9,'2026-11-30 19:31:21.498545','root','feed-added',NULL,NULL,NULL,'{"feed": 2, "owner": "unit:1", "name": "\u7532\u5c40", "label": ""}');
INSERT INTO "event" VALUES(10,'2026-11-30 19:31:21.498545','root','feed-added',NULL,NULL,NULL,'{"feed": 3, "owner": "unit:2", "name": "\u4e59\u9547", "label": ""}');
INSERT INTO "event" VALUES(11,'2026-11-30 19:31:21.498545','root','feed-added',NULL,NULL,NULL,'{"feed": 4, "owner": "person:1", "name": "\u5f20\u4e09", "label": ""}');
INSERT INTO "event" VALUES(12,'2026-11-30 19:31:21.498545','root','feed-added',NULL,NULL,NULL,'{"feed": 5, "owner": "post:1", "name": "\u5e38\u52a1\u526f\u533a\u957f", "label": ""}');
INSERT INTO "event" VALUES(13,'2026-11-30 19:31:23.310447','甲局','task-reported',1,1,NULL,'{"text": "\u5df2\u5b8c\u6210\u4e00\u534a", "percent": 50, "value": null}');
INSERT INTO "event" VALUES(14,'2026-11-30 19:31:23.964533','甲局','task-reported',1,1,NULL,'{"text": "\u5df2\u542f\u52a8", "percent": null, "value": null}');
INSERT INTO "event" VALUES(15,'2026-11-30 19:31:24.649623','甲局','task-reported',1,1,NULL,'{"text": "\u9762\u79ef", "percent": null, "value": "12"}');
INSERT INTO "event" VALUES(16,'2026-11-30 19:31:25.351593','督查室','task-closed',1,2,NULL,'{"text": "\u5df2\u529e\u7ed3"}');
INSERT INTO "event" VALUES(17,'2026-11-30 19:31:26.023074','root','word-resolved',1,3,NULL,'{"word": "\u5404\u90e8\u95e8", "before": [], "after": ["\u7532\u5c40"]}');
INSERT INTO "event" VALUES(18,'2026-11-30 19:31:26.745348','root','unit-merged',NULL,NULL,1,'{"former": "\u4e19\u59d4", "since": "2026-10-01", "renamed": false, "tasks": []}');
INSERT INTO "event" VALUES(19,'2026-11-30 19:31:27.464475','root','channel-added',NULL,NULL,NULL,'{"channel": 1, "reader": "unit:1"}');
INSERT INTO "event" VALUES(20,'2026-11-30 19:31:28.153531','root','feed-rotated',NULL,NULL,NULL,'{"feed": 2, "owner": "unit:1", "name": "\u7532\u5c40", "label": "", "earlier_until": "2026-12-15T03:31:28.153531+08:00"}');
INSERT INTO "event" VALUES(21,'2026-11-30 19:31:30.427753','mail','mailbox-failed',NULL,NULL,NULL,'{"mailbox": "yi@example.gov.cn", "text": "550 5.1.1 no such user"}');
CREATE TABLE "feed" (
	id INTEGER NOT NULL, 
	scope VARCHAR(32) NOT NULL, 
	unit_id INTEGER, 
	person_id INTEGER, 
	post_id INTEGER, 
	label VARCHAR NOT NULL, 
	generation INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	last_used_at DATETIME, 
	plan_id INTEGER, 
	revoked_at DATETIME, 
	CONSTRAINT pk_feed PRIMARY KEY (id), 
	CONSTRAINT fk_feed_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id), 
	CONSTRAINT fk_feed_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT fk_feed_post_id_post FOREIGN KEY(post_id) REFERENCES post (id), 
	CONSTRAINT fk_feed_plan_id_plan FOREIGN KEY(plan_id) REFERENCES "plan" (id)
);
INSERT INTO "feed" VALUES(1,'office',NULL,NULL,NULL,'',1,'2026-11-30 19:31:20.084521',NULL,NULL,NULL);
INSERT INTO "feed" VALUES(2,'unit',1,NULL,NULL,'',2,'2026-11-30 19:31:21.498545',NULL,NULL,NULL);
INSERT INTO "feed" VALUES(3,'unit',2,NULL,NULL,'',1,'2026-11-30 19:31:21.498545',NULL,NULL,NULL);
INSERT INTO "feed" VALUES(4,'leader',NULL,1,NULL,'',1,'2026-11-30 19:31:21.498545',NULL,NULL,NULL);
INSERT INTO "feed" VALUES(5,'leader',NULL,NULL,1,'',1,'2026-11-30 19:31:21.498545',NULL,NULL,NULL);
CREATE TABLE feedending (
	id INTEGER NOT NULL, 
	feed_id INTEGER NOT NULL, 
	generation INTEGER NOT NULL, 
	ends_at DATETIME NOT NULL, 
	CONSTRAINT pk_feedending PRIMARY KEY (id), 
	CONSTRAINT fk_feedending_feed_id_feed FOREIGN KEY(feed_id) REFERENCES feed (id), 
	CONSTRAINT uq_feedending_feed_id_generation UNIQUE (feed_id, generation)
);
INSERT INTO "feedending" VALUES(1,2,1,'2026-12-14 19:31:28.153531');
CREATE TABLE heartbeat (
	id INTEGER NOT NULL, 
	node VARCHAR NOT NULL, 
	roles VARCHAR NOT NULL, 
	started_at DATETIME NOT NULL, 
	at DATETIME NOT NULL, 
	every_seconds INTEGER NOT NULL, 
	round_seconds FLOAT, 
	CONSTRAINT pk_heartbeat PRIMARY KEY (id), 
	CONSTRAINT uq_heartbeat_node UNIQUE (node)
);
CREATE TABLE lead (
	id INTEGER NOT NULL, 
	task_id INTEGER NOT NULL, 
	person_id INTEGER, 
	post_id INTEGER, 
	position INTEGER NOT NULL, 
	CONSTRAINT pk_lead PRIMARY KEY (id), 
	CONSTRAINT fk_lead_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT fk_lead_post_id_post FOREIGN KEY(post_id) REFERENCES post (id), 
	CONSTRAINT fk_lead_task_id_task FOREIGN KEY(task_id) REFERENCES task (id), 
	CONSTRAINT uq_lead_task_id_position UNIQUE (task_id, position)
);
INSERT INTO "lead" VALUES(1,1,1,NULL,0);
INSERT INTO "lead" VALUES(2,2,NULL,1,0);
CREATE TABLE "message" (
	id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	kind VARCHAR(32) NOT NULL, 
	reader_key VARCHAR NOT NULL, 
	reader_name VARCHAR NOT NULL, 
	sender VARCHAR NOT NULL, 
	recipient VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	message_id VARCHAR NOT NULL, 
	content BLOB NOT NULL, 
	state VARCHAR(32) NOT NULL, 
	attempts INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	next_at DATETIME NOT NULL, 
	lease_until DATETIME, 
	lease_token VARCHAR, 
	sent_at DATETIME, 
	last_error VARCHAR, 
	batch VARCHAR, 
	channel_id INTEGER, 
	CONSTRAINT pk_message PRIMARY KEY (id), 
	CONSTRAINT uq_message_message_id UNIQUE (message_id), 
	CONSTRAINT uq_message_key UNIQUE ("key"), 
	CONSTRAINT fk_message_channel_id_channel FOREIGN KEY(channel_id) REFERENCES channel (id)
);
INSERT INTO "message" VALUES(1,'weekly:2026-W49:unit:1','weekly','unit:1','甲局','bounces+f137531813ecb316709847a93dd88b5c@example.gov.cn','jia@example.gov.cn','[Weekly reminder and urging notice] week 49 of 2026: 2 milestones – 甲局','<99d2592355679733bdf3030270a9f6f50be641e2@localhost>',X'789C0B2E4DCA4A4D2EB152B0B52F2D49D3B5B04FB23735ADF4318D2C4CB5B7E5E572CECF2B49CD2BD10DA92C48B5522849AD28D12FC849CCCCB35648CE482C2A4E2DB105EBE2E5E2E57AB2A3E1E986C667D3973FD9BFF07143132F170092C22267','sent',1,'2026-11-30 00:31:00.000000','2026-11-30 00:31:00.000000',NULL,NULL,'2026-11-30 00:31:00.000000',NULL,NULL,NULL);
INSERT INTO "message" VALUES(2,'weekly:2026-W49:unit:2','weekly','unit:2','乙镇','bounces+4734cf8eec07cf65ea7fe4f43c37aa15@example.gov.cn','yi@example.gov.cn','[Weekly reminder and urging notice] week 49 of 2026: 3 milestones – 乙镇','<d1494ca8fbb691f550ee3bbb0525203017952715@localhost>',X'789C0B2E4DCA4A4D2EB152B0B52F2D49D3B5B04FB23735ADF4318D2C4CB5B7E5E572CECF2B49CD2BD10DA92C48B5522849AD28D12FC849CCCCB35648CE482C2A4E2DB105EBE2E5E2E57AB2A3E1E986C667D3973FD9BFF07143132F170092C22267','sent',1,'2026-11-30 00:31:00.000000','2026-11-30 00:31:00.000000',NULL,NULL,'2026-11-30 00:31:00.000000',NULL,NULL,NULL);
INSERT INTO "message" VALUES(3,'digest:2026-11-30:office:office@example.gov.cn','digest','office:office@example.gov.cn','督查室','bounces+0eeb4cb7f7b489a06f05353bdea1d1f4@example.gov.cn','office@example.gov.cn','[Daily overview] Mon 30 Nov 2026: 1 behind, 3 to mend','<d852b10c9607eed5c8dcf83fb5f2e904837cf836@localhost>',X'789C0B2E4DCA4A4D2EB152B0B52F2D49D3B5B04FB23735ADF4318D2C4CB5B7E5E572CECF2B49CD2BD10DA92C48B5522849AD28D12FC849CCCCB35648CE482C2A4E2DB105EBE2E5E2E57AB2A3E1E986C667D3973FD9BFF07143132F170092C22267','sent',1,'2026-11-30 00:31:00.000000','2026-11-30 00:31:00.000000',NULL,NULL,'2026-11-30 00:31:00.000000',NULL,NULL,NULL);
INSERT INTO "message" VALUES(4,'threshold:2026-12-01:unit:1:bc9cd1c1ba','threshold','unit:1','甲局','bounces+6e1cd5826b6ae61a4b6bf132aff7fd6a@example.gov.cn','jia@example.gov.cn','[Deadline reminder] 3 各单位做好保障，12月31日前完成: 22 working days left – 甲局','<c4e9b4457b890b60de4c441c710e1b5261b9b9d8@localhost>',X'789C0B2E4DCA4A4D2EB152B0B52F2D49D3B5B04FB23735ADF4318D2C4CB5B7E5E572CECF2B49CD2BD10DA92C48B5522849AD28D12FC849CCCCB35648CE482C2A4E2DB105EBE2E5E2E57AB2A3E1E986C667D3973FD9BFF07143132F170092C22267','sent',1,'2026-12-01 00:31:00.000000','2026-12-01 00:31:00.000000',NULL,NULL,'2026-12-01 00:31:00.000000',NULL,NULL,NULL);
INSERT INTO "message" VALUES(5,'digest:2026-12-01:office:office@example.gov.cn','digest','office:office@example.gov.cn','督查室','bounces+7f7e77e8969388d0d012065969cda78d@example.gov.cn','office@example.gov.cn','[Daily overview] Tue 1 Dec 2026: 1 behind, 3 to mend','<2671d4cc8a55ab8801513b4c6958419d5421ed5e@localhost>',X'789C0B2E4DCA4A4D2EB152B0B52F2D49D3B5B04FB23735ADF4318D2C4CB5B7E5E572CECF2B49CD2BD10DA92C48B5522849AD28D12FC849CCCCB35648CE482C2A4E2DB105EBE2E5E2E57AB2A3E1E986C667D3973FD9BFF07143132F170092C22267','sent',1,'2026-12-01 00:31:00.000000','2026-12-01 00:31:00.000000',NULL,NULL,'2026-12-01 00:31:00.000000',NULL,NULL,NULL);
INSERT INTO "message" VALUES(6,'threshold:2026-12-01:unit:1:bc9cd1c1ba@channel:1','threshold','unit:1','甲局','','channel:1','[Deadline reminder] 甲局, Tue 1 Dec 2026: 1 milestone','threshold:2026-12-01:unit:1:bc9cd1c1ba@channel:1',X'789C0B2E4DCA4A4D2EB152B0B52F2D49D3B5B04FB23735ADF4318D2C4CB5B7E5E572CECF2B49CD2BD10DA92C48B5522849AD28D12FC849CCCCB35648CE482C2A4E2DB105EBE2E5E2E57AB2A3E1E986C667D3973FD9BFF07143132F170092C22267','queued',1,'2026-12-01 00:31:00.000000','2026-12-01 00:36:00.590833',NULL,NULL,NULL,'127.0.0.1 does not answer: [Errno 111] Connection refused It is tried again by itself; what was heard after all comes again under the same number.',NULL,1);
CREATE TABLE milestone (
	id INTEGER NOT NULL, 
	uid VARCHAR NOT NULL, 
	task_id INTEGER NOT NULL, 
	"by" DATE NOT NULL, 
	by_text VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	done_on DATE, 
	CONSTRAINT pk_milestone PRIMARY KEY (id), 
	CONSTRAINT fk_milestone_task_id_task FOREIGN KEY(task_id) REFERENCES task (id), 
	CONSTRAINT uq_milestone_uid UNIQUE (uid)
);
INSERT INTO "milestone" VALUES(1,'28d2a63b34aa4edd86ae9a892d01faa9',1,'2026-06-30','2026-06-30','启动招投标','2026-12-01');
INSERT INTO "milestone" VALUES(2,'905a5a28cb8a4529b78aefa95f19dee3',1,'2026-11-20','2026-11-20','完成',NULL);
INSERT INTO "milestone" VALUES(3,'e0708b1b69fe4c11989a2b63afa81abd',2,'2026-12-31','2026-12-31','完成',NULL);
INSERT INTO "milestone" VALUES(4,'fd1689f74d9f4010be1fba84edd73b58',3,'2026-12-31','2026-12-31','完成',NULL);
CREATE TABLE mute (
	id INTEGER NOT NULL, 
	reader_key VARCHAR NOT NULL, 
	kind VARCHAR(32) NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_mute PRIMARY KEY (id), 
	CONSTRAINT uq_mute_reader_key_kind UNIQUE (reader_key, kind)
);
CREATE TABLE person (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	mailbox VARCHAR, 
	CONSTRAINT pk_person PRIMARY KEY (id), 
	CONSTRAINT uq_person_name UNIQUE (name)
);
INSERT INTO "person" VALUES(1,'张三',NULL);
CREATE TABLE "plan" (
	id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	year INTEGER NOT NULL, 
	document_number VARCHAR, 
	issuer VARCHAR, 
	issued_on DATE, 
	declared_count INTEGER, 
	sha256 VARCHAR NOT NULL, 
	revision INTEGER NOT NULL, 
	imported_at DATETIME NOT NULL, 
	CONSTRAINT pk_plan PRIMARY KEY (id), 
	CONSTRAINT uq_plan_key UNIQUE ("key")
);
INSERT INTO "plan" VALUES(1,'2026','二〇二六年重点任务分工',2026,NULL,'某区人民政府办公室','2026-03-19',NULL,'0b7f680f1b811ec2bf11d2fbb778c7e0253f8597baaf76a34baa287c77f1bee6',1,'2026-11-30 19:31:21.498545');
CREATE TABLE post (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	mailbox VARCHAR, 
	CONSTRAINT pk_post PRIMARY KEY (id), 
	CONSTRAINT uq_post_name UNIQUE (name)
);
INSERT INTO "post" VALUES(1,'常务副区长',NULL);
CREATE TABLE progressreport (
	id INTEGER NOT NULL, 
	task_id INTEGER NOT NULL, 
	milestone_id INTEGER, 
	target_id INTEGER, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	percent INTEGER, 
	value VARCHAR, 
	CONSTRAINT pk_progressreport PRIMARY KEY (id), 
	CONSTRAINT fk_progressreport_milestone_id_milestone FOREIGN KEY(milestone_id) REFERENCES milestone (id) ON DELETE SET NULL, 
	CONSTRAINT fk_progressreport_target_id_target FOREIGN KEY(target_id) REFERENCES target (id) ON DELETE SET NULL, 
	CONSTRAINT fk_progressreport_task_id_task FOREIGN KEY(task_id) REFERENCES task (id)
);
INSERT INTO "progressreport" VALUES(1,1,NULL,NULL,'2026-11-30 19:31:23.310447','甲局','已完成一半',50,NULL);
INSERT INTO "progressreport" VALUES(2,1,1,NULL,'2026-11-30 19:31:23.964533','甲局','已启动',NULL,NULL);
INSERT INTO "progressreport" VALUES(3,1,NULL,1,'2026-11-30 19:31:24.649623','甲局','面积',NULL,'12');
CREATE TABLE relay (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	tokens FLOAT NOT NULL, 
	refilled_at DATETIME NOT NULL, 
	stopped_until DATETIME, 
	failures INTEGER NOT NULL, 
	stopped_by VARCHAR, 
	CONSTRAINT pk_relay PRIMARY KEY (id), 
	CONSTRAINT uq_relay_name UNIQUE (name)
);
CREATE TABLE resolution (
	id INTEGER NOT NULL, 
	task_id INTEGER NOT NULL, 
	word_id INTEGER NOT NULL, 
	unit_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	CONSTRAINT pk_resolution PRIMARY KEY (id), 
	CONSTRAINT fk_resolution_task_id_task FOREIGN KEY(task_id) REFERENCES task (id), 
	CONSTRAINT fk_resolution_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id), 
	CONSTRAINT fk_resolution_word_id_unit FOREIGN KEY(word_id) REFERENCES unit (id), 
	CONSTRAINT uq_resolution_task_id_word_id_unit_id UNIQUE (task_id, word_id, unit_id)
);
INSERT INTO "resolution" VALUES(1,3,4,1,0,'2026-11-30 19:31:26.023074','root');
CREATE TABLE round (
	id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	label VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	messages INTEGER NOT NULL, state VARCHAR(32) DEFAULT 'served' NOT NULL, 
	CONSTRAINT pk_round PRIMARY KEY (id), 
	CONSTRAINT uq_round_kind_label UNIQUE (kind, label)
);
INSERT INTO "round" VALUES(1,'weekly','2026-W49','2026-11-30 00:31:00.000000',3,'served');
INSERT INTO "round" VALUES(2,'digest','2026-11-30','2026-11-30 00:31:00.000000',3,'served');
INSERT INTO "round" VALUES(3,'digest','2026-12-01','2026-12-01 00:31:00.000000',2,'served');
CREATE TABLE said (
	id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	message_id INTEGER NOT NULL, 
	task_id INTEGER NOT NULL, 
	threshold INTEGER NOT NULL, 
	CONSTRAINT pk_said PRIMARY KEY (id), 
	CONSTRAINT fk_said_message_id_message FOREIGN KEY(message_id) REFERENCES message (id), 
	CONSTRAINT fk_said_task_id_task FOREIGN KEY(task_id) REFERENCES task (id), 
	CONSTRAINT uq_said_key UNIQUE ("key")
);
INSERT INTO "said" VALUES(1,'211c3845b65b40ffb63075975f435fc2:28d2a63b34aa4edd86ae9a892d01faa9:2026-06-30:-5:unit:1',1,1,-5);
INSERT INTO "said" VALUES(2,'211c3845b65b40ffb63075975f435fc2:905a5a28cb8a4529b78aefa95f19dee3:2026-11-20:-5:unit:1',1,1,-5);
INSERT INTO "said" VALUES(3,'211c3845b65b40ffb63075975f435fc2:28d2a63b34aa4edd86ae9a892d01faa9:2026-06-30:-5:unit:2',2,1,-5);
INSERT INTO "said" VALUES(4,'211c3845b65b40ffb63075975f435fc2:905a5a28cb8a4529b78aefa95f19dee3:2026-11-20:-5:unit:2',2,1,-5);
INSERT INTO "said" VALUES(5,'cbf4cd717baf407b9c3703207147ab6c:e0708b1b69fe4c11989a2b63afa81abd:2026-12-31:30:unit:2',2,2,30);
INSERT INTO "said" VALUES(6,'f74aa15999a446ed9454b1bd1743eb25:fd1689f74d9f4010be1fba84edd73b58:2026-12-31:30:unit:1',4,3,30);
INSERT INTO "said" VALUES(7,'f74aa15999a446ed9454b1bd1743eb25:fd1689f74d9f4010be1fba84edd73b58:2026-12-31:30:unit:1@channel:1',6,3,30);
CREATE TABLE succession (
	id INTEGER NOT NULL, 
	unit_id INTEGER NOT NULL, 
	successor_id INTEGER NOT NULL, 
	since DATE NOT NULL, 
	is_renaming BOOLEAN NOT NULL, 
	CONSTRAINT pk_succession PRIMARY KEY (id), 
	CONSTRAINT fk_succession_successor_id_unit FOREIGN KEY(successor_id) REFERENCES unit (id), 
	CONSTRAINT fk_succession_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id), 
	CONSTRAINT uq_succession_unit_id UNIQUE (unit_id)
);
INSERT INTO "succession" VALUES(1,3,1,'2026-10-01',0);
CREATE TABLE target (
	id INTEGER NOT NULL, 
	task_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	op VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	unit VARCHAR NOT NULL, 
	reported VARCHAR, 
	CONSTRAINT pk_target PRIMARY KEY (id), 
	CONSTRAINT fk_target_task_id_task FOREIGN KEY(task_id) REFERENCES task (id)
);
INSERT INTO "target" VALUES(1,1,0,'改造面积','>=','20','万平方米','12');
CREATE TABLE task (
	id INTEGER NOT NULL, 
	uid VARCHAR NOT NULL, 
	plan_id INTEGER NOT NULL, 
	number VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	section VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	due DATE, 
	due_kind VARCHAR(32) NOT NULL, 
	original_due DATE, 
	stretch BOOLEAN NOT NULL, 
	state VARCHAR(32) NOT NULL, 
	percent INTEGER, 
	source_line INTEGER, 
	revision INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	closed_at DATETIME, 
	CONSTRAINT pk_task PRIMARY KEY (id), 
	CONSTRAINT fk_task_plan_id_plan FOREIGN KEY(plan_id) REFERENCES "plan" (id), 
	CONSTRAINT uq_task_uid UNIQUE (uid)
);
INSERT INTO "task" VALUES(1,'211c3845b65b40ffb63075975f435fc2',1,'1',0,'城建','完成老街改造，改造面积20万平方米以上，6月30日前启动招投标，11月20日前完成。',NULL,'none',NULL,0,'open',50,7,4,'2026-11-30 19:31:21.000000','2026-11-30 19:31:28.000000',NULL);
INSERT INTO "task" VALUES(2,'cbf4cd717baf407b9c3703207147ab6c',1,'2',1,'城建','新建停车场，12月31日前完成。',NULL,'none',NULL,0,'closed',NULL,8,2,'2026-11-30 19:31:21.000000','2026-11-30 19:31:26.000000','2026-11-30 19:31:25.351593');
INSERT INTO "task" VALUES(3,'f74aa15999a446ed9454b1bd1743eb25',1,'3',2,'保障','各单位做好保障，12月31日前完成。',NULL,'none',NULL,0,'open',NULL,10,2,'2026-11-30 19:31:21.000000','2026-11-30 19:31:27.000000',NULL);
CREATE TABLE tenure (
	id INTEGER NOT NULL, 
	post_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	since DATE NOT NULL, 
	until DATE, 
	CONSTRAINT pk_tenure PRIMARY KEY (id), 
	CONSTRAINT fk_tenure_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT fk_tenure_post_id_post FOREIGN KEY(post_id) REFERENCES post (id)
);
CREATE TABLE unit (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	parent_id INTEGER, 
	mailbox VARCHAR, 
	contact VARCHAR, 
	leader VARCHAR, 
	CONSTRAINT pk_unit PRIMARY KEY (id), 
	CONSTRAINT fk_unit_parent_id_unit FOREIGN KEY(parent_id) REFERENCES unit (id), 
	CONSTRAINT uq_unit_name UNIQUE (name)
);
INSERT INTO "unit" VALUES(1,'甲局','district',NULL,'jia@example.gov.cn',NULL,NULL);
INSERT INTO "unit" VALUES(2,'乙镇','town',NULL,'yi@example.gov.cn',NULL,NULL);
INSERT INTO "unit" VALUES(3,'丙委','district',NULL,NULL,NULL,NULL);
INSERT INTO "unit" VALUES(4,'各部门','group',NULL,NULL,NULL,NULL);
INSERT INTO "unit" VALUES(5,'各单位','group',NULL,NULL,NULL,NULL);
CREATE TABLE unitalias (
	id INTEGER NOT NULL, 
	unit_id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	CONSTRAINT pk_unitalias PRIMARY KEY (id), 
	CONSTRAINT fk_unitalias_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id), 
	CONSTRAINT uq_unitalias_name UNIQUE (name)
);
INSERT INTO "unitalias" VALUES(1,1,'甲办');
CREATE INDEX ix_task_plan_id ON task (plan_id);
CREATE INDEX ix_tenure_person_id ON tenure (person_id);
CREATE INDEX ix_tenure_post_id ON tenure (post_id);
CREATE INDEX ix_unitalias_unit_id ON unitalias (unit_id);
CREATE INDEX ix_assignment_task_id ON assignment (task_id);
CREATE INDEX ix_assignment_unit_id ON assignment (unit_id);
CREATE INDEX ix_event_plan_id ON event (plan_id);
CREATE INDEX ix_event_task_id ON event (task_id);
CREATE INDEX ix_event_unit_id ON event (unit_id);
CREATE INDEX ix_lead_person_id ON lead (person_id);
CREATE INDEX ix_lead_post_id ON lead (post_id);
CREATE INDEX ix_lead_task_id ON lead (task_id);
CREATE INDEX ix_milestone_task_id ON milestone (task_id);
CREATE INDEX ix_said_message_id ON said (message_id);
CREATE INDEX ix_said_task_id ON said (task_id);
CREATE INDEX ix_target_task_id ON target (task_id);
CREATE INDEX ix_progressreport_task_id ON progressreport (task_id);
CREATE INDEX ix_succession_successor_id ON succession (successor_id);
CREATE INDEX ix_resolution_task_id ON resolution (task_id);
CREATE INDEX ix_resolution_unit_id ON resolution (unit_id);
CREATE INDEX ix_resolution_word_id ON resolution (word_id);
CREATE INDEX ix_bounce_mailbox ON bounce (mailbox);
CREATE INDEX ix_bounce_message_id ON bounce (message_id);
CREATE INDEX ix_task_state_due ON task (state, due);
CREATE INDEX ix_task_state_percent ON task (state, percent);
CREATE INDEX ix_milestone_by ON milestone ("by");
CREATE INDEX ix_delivery_message_id ON delivery (message_id);
CREATE INDEX ix_channel_reader_key ON channel (reader_key);
CREATE INDEX ix_feedending_feed_id ON feedending (feed_id);
CREATE INDEX ix_feed_person_id ON feed (person_id);
CREATE INDEX ix_feed_unit_id ON feed (unit_id);
CREATE INDEX ix_feed_post_id ON feed (post_id);
CREATE INDEX ix_feed_plan_id ON feed (plan_id);
CREATE INDEX ix_message_sender ON message (sender);
CREATE INDEX ix_message_batch ON message (batch);
CREATE INDEX ix_message_state_next_at ON message (state, next_at);
CREATE INDEX ix_message_reader_key ON message (reader_key);
CREATE INDEX ix_message_channel_id ON message (channel_id);
CREATE INDEX ix_message_channel_state_next_at ON message (state, next_at) WHERE channel_id IS NOT NULL;
COMMIT;
