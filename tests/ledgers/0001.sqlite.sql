BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
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
CREATE TABLE delivery (
	id INTEGER NOT NULL, 
	message_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	succeeded BOOLEAN NOT NULL, 
	code INTEGER, 
	text VARCHAR, 
	CONSTRAINT pk_delivery PRIMARY KEY (id), 
	CONSTRAINT fk_delivery_message_id_message FOREIGN KEY(message_id) REFERENCES message (id)
);
INSERT INTO "delivery" VALUES(1,1,'2026-11-30 00:31:00.000000',1,NULL,NULL);
INSERT INTO "delivery" VALUES(2,2,'2026-11-30 00:31:00.000000',1,NULL,NULL);
INSERT INTO "delivery" VALUES(3,3,'2026-11-30 00:31:00.000000',1,NULL,NULL);
INSERT INTO "delivery" VALUES(4,4,'2026-12-01 00:31:00.000000',1,NULL,NULL);
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
INSERT INTO "event" VALUES(1,'2026-11-30 16:04:43.401744','root','unit-added',NULL,NULL,1,'{"name": "\u7532\u5c40", "kind": ["unknown", "district"], "mailbox": ["", "jia@example.gov.cn"], "aliases": ["", "\u7532\u529e"]}');
INSERT INTO "event" VALUES(2,'2026-11-30 16:04:43.401744','root','unit-added',NULL,NULL,2,'{"name": "\u4e59\u9547", "kind": ["unknown", "town"], "mailbox": ["", "yi@example.gov.cn"]}');
INSERT INTO "event" VALUES(3,'2026-11-30 16:04:43.401744','root','unit-added',NULL,NULL,3,'{"name": "\u4e19\u59d4", "kind": ["unknown", "district"]}');
INSERT INTO "event" VALUES(4,'2026-11-30 16:04:43.401744','root','feed-added',NULL,NULL,NULL,'{"feed": 1, "owner": "office"}');
INSERT INTO "event" VALUES(5,'2026-11-30 16:04:48.254206','root','plan-imported',1,NULL,NULL,'{"added": 3, "changed": 0, "withdrawn": 0, "unchanged": 0}');
INSERT INTO "event" VALUES(6,'2026-11-30 16:04:48.000000','root','task-added',1,1,NULL,'{}');
INSERT INTO "event" VALUES(7,'2026-11-30 16:04:48.000000','root','task-added',1,2,NULL,'{}');
INSERT INTO "event" VALUES(8,'2026-11-30 16:04:48.000000','root','task-added',1,3,NULL,'{}');
INSERT INTO "event" VALUES(9,'2026-11-30 16:04:48.254206','root','feed-added',NULL,NULL,NULL,'{"feed": 2, "owner": "unit:1"}');
INSERT INTO "event" VALUES(10,'2026-11-30 16:04:48.254206','root','feed-added',NULL,NULL,NULL,'{"feed": 3, "owner": "unit:2"}');
INSERT INTO "event" VALUES(11,'2026-11-30 16:04:48.254206','root','feed-added',NULL,NULL,NULL,'{"feed": 4, "owner": "person:1"}');
INSERT INTO "event" VALUES(12,'2026-11-30 16:04:48.254206','root','feed-added',NULL,NULL,NULL,'{"feed": 5, "owner": "post:1"}');
INSERT INTO "event" VALUES(13,'2026-11-30 16:04:59.857615','甲局','task-reported',1,1,NULL,'{"text": "\u5df2\u5b8c\u6210\u4e00\u534a", "percent": 50, "value": null}');
INSERT INTO "event" VALUES(14,'2026-11-30 16:05:05.791694','甲局','task-reported',1,1,NULL,'{"text": "\u5df2\u542f\u52a8", "percent": null, "value": null}');
INSERT INTO "event" VALUES(15,'2026-11-30 16:05:10.116517','甲局','task-reported',1,1,NULL,'{"text": "\u9762\u79ef", "percent": null, "value": "12"}');
INSERT INTO "event" VALUES(16,'2026-11-30 16:05:17.770964','督查室','task-closed',1,2,NULL,'{"text": "\u5df2\u529e\u7ed3"}');
INSERT INTO "event" VALUES(17,'2026-11-30 16:05:47.974187','root','feed-rotated',NULL,NULL,NULL,'{"feed": 2}');
CREATE TABLE feed (
	id INTEGER NOT NULL, 
	scope VARCHAR(32) NOT NULL, 
	unit_id INTEGER, 
	person_id INTEGER, 
	post_id INTEGER, 
	label VARCHAR NOT NULL, 
	generation INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	last_used_at DATETIME, 
	CONSTRAINT pk_feed PRIMARY KEY (id), 
	CONSTRAINT fk_feed_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT fk_feed_post_id_post FOREIGN KEY(post_id) REFERENCES post (id), 
	CONSTRAINT fk_feed_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id)
);
INSERT INTO "feed" VALUES(1,'office',NULL,NULL,NULL,'',1,'2026-11-30 16:04:43.401744',NULL);
INSERT INTO "feed" VALUES(2,'unit',1,NULL,NULL,'',2,'2026-11-30 16:04:48.254206',NULL);
INSERT INTO "feed" VALUES(3,'unit',2,NULL,NULL,'',1,'2026-11-30 16:04:48.254206',NULL);
INSERT INTO "feed" VALUES(4,'leader',NULL,1,NULL,'',1,'2026-11-30 16:04:48.254206',NULL);
INSERT INTO "feed" VALUES(5,'leader',NULL,NULL,1,'',1,'2026-11-30 16:04:48.254206',NULL);
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
CREATE TABLE message (
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
	CONSTRAINT pk_message PRIMARY KEY (id), 
	CONSTRAINT uq_message_key UNIQUE ("key"), 
	CONSTRAINT uq_message_message_id UNIQUE (message_id)
);
INSERT INTO "message" VALUES(1,'weekly:2026-W49:unit:1','weekly','unit:1','甲局','duban@localhost','jia@example.gov.cn','[Weekly reminder and urging notice] week 49 of 2026: 1 overdue, 1 milestone – 甲局','<99d2592355679733bdf3030270a9f6f50be641e2@localhost>',X'5375626A6563743A203D3F7574662D383F623F3535794C355971653F3D0D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D7574662D380D0A0D0AE4B880E5B081E697A7E4BFA1E380820D0A','sent',1,'2026-11-30 00:31:00.000000','2026-11-30 00:31:00.000000',NULL,NULL,'2026-11-30 00:31:00.000000',NULL);
INSERT INTO "message" VALUES(2,'weekly:2026-W49:unit:2','weekly','unit:2','乙镇','duban@localhost','yi@example.gov.cn','[Weekly reminder and urging notice] week 49 of 2026: 1 overdue, 1 milestone – 乙镇','<d1494ca8fbb691f550ee3bbb0525203017952715@localhost>',X'5375626A6563743A203D3F7574662D383F623F3535794C355971653F3D0D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D7574662D380D0A0D0AE4B880E5B081E697A7E4BFA1E380820D0A','sent',1,'2026-11-30 00:31:00.000000','2026-11-30 00:31:00.000000',NULL,NULL,'2026-11-30 00:31:00.000000',NULL);
INSERT INTO "message" VALUES(3,'digest:2026-11-30:office:office@example.gov.cn','digest','office:office@example.gov.cn','督查室','duban@localhost','office@example.gov.cn','[Daily overview] Mon 30 Nov 2026: 1 overdue, 4 to mend','<d852b10c9607eed5c8dcf83fb5f2e904837cf836@localhost>',X'5375626A6563743A203D3F7574662D383F623F3535794C355971653F3D0D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D7574662D380D0A0D0AE4B880E5B081E697A7E4BFA1E380820D0A','sent',1,'2026-11-30 00:31:00.000000','2026-11-30 00:31:00.000000',NULL,NULL,'2026-11-30 00:31:00.000000',NULL);
INSERT INTO "message" VALUES(4,'digest:2026-12-01:office:office@example.gov.cn','digest','office:office@example.gov.cn','督查室','duban@localhost','office@example.gov.cn','[Daily overview] Tue 1 Dec 2026: 1 overdue, 5 to mend','<2671d4cc8a55ab8801513b4c6958419d5421ed5e@localhost>',X'5375626A6563743A203D3F7574662D383F623F3535794C355971653F3D0D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D7574662D380D0A0D0AE4B880E5B081E697A7E4BFA1E380820D0A','sent',1,'2026-12-01 00:31:00.000000','2026-12-01 00:31:00.000000',NULL,NULL,'2026-12-01 00:31:00.000000',NULL);
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
INSERT INTO "milestone" VALUES(1,'d23fb62093254682be6450d0d63971c9',1,'2026-06-30','2026-06-30','启动招投标','2026-12-01');
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
INSERT INTO "plan" VALUES(1,'2026','二〇二六年重点任务分工',2026,NULL,'某区人民政府办公室','2026-03-19',NULL,'98f43646e1b27ff6efdc19cd143fa901cd0e2e33e97bfcf4b1a49903c046febc',1,'2026-11-30 16:04:48.254206');
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
	CONSTRAINT fk_progressreport_milestone_id_milestone FOREIGN KEY(milestone_id) REFERENCES milestone (id), 
	CONSTRAINT fk_progressreport_target_id_target FOREIGN KEY(target_id) REFERENCES target (id), 
	CONSTRAINT fk_progressreport_task_id_task FOREIGN KEY(task_id) REFERENCES task (id)
);
INSERT INTO "progressreport" VALUES(1,1,NULL,NULL,'2026-11-30 16:04:59.857615','甲局','已完成一半',50,NULL);
INSERT INTO "progressreport" VALUES(2,1,1,NULL,'2026-11-30 16:05:05.791694','甲局','已启动',NULL,NULL);
INSERT INTO "progressreport" VALUES(3,1,NULL,1,'2026-11-30 16:05:10.116517','甲局','面积',NULL,'12');
CREATE TABLE round (
	id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	label VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	messages INTEGER NOT NULL, 
	CONSTRAINT pk_round PRIMARY KEY (id), 
	CONSTRAINT uq_round_kind_label UNIQUE (kind, label)
);
INSERT INTO "round" VALUES(1,'weekly','2026-W49','2026-11-30 00:31:00.000000',3);
INSERT INTO "round" VALUES(2,'digest','2026-11-30','2026-11-30 00:31:00.000000',3);
INSERT INTO "round" VALUES(3,'digest','2026-12-01','2026-12-01 00:31:00.000000',1);
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
INSERT INTO "said" VALUES(1,'05a97a39602c4de18482fd894228e0e7:task:2026-11-20:-5:unit:1',1,1,-5);
INSERT INTO "said" VALUES(2,'05a97a39602c4de18482fd894228e0e7:d23fb62093254682be6450d0d63971c9:2026-06-30:-5:unit:1',1,1,-5);
INSERT INTO "said" VALUES(3,'05a97a39602c4de18482fd894228e0e7:task:2026-11-20:-5:unit:2',2,1,-5);
INSERT INTO "said" VALUES(4,'05a97a39602c4de18482fd894228e0e7:d23fb62093254682be6450d0d63971c9:2026-06-30:-5:unit:2',2,1,-5);
INSERT INTO "said" VALUES(5,'80d4797ed84d439b9a79f63f7de53911:task:2026-12-31:30:unit:2',2,2,30);
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
	CONSTRAINT uq_task_plan_id_uid UNIQUE (plan_id, uid), 
	CONSTRAINT uq_task_uid UNIQUE (uid)
);
INSERT INTO "task" VALUES(1,'05a97a39602c4de18482fd894228e0e7',1,'1',0,'一','完成老街改造','2026-11-20','firm','2026-11-20',0,'open',50,6,4,'2026-11-30 16:04:48.000000','2026-11-30 16:05:10.000000',NULL);
INSERT INTO "task" VALUES(2,'80d4797ed84d439b9a79f63f7de53911',1,'2',1,'一','新建停车场','2026-12-31','firm','2026-12-31',0,'closed',NULL,7,2,'2026-11-30 16:04:48.000000','2026-11-30 16:05:17.000000','2026-11-30 16:05:17.770964');
INSERT INTO "task" VALUES(3,'c526db2ea56c43d3a39270ba20254a71',1,'3',2,'二','各单位做好保障','2026-12-31','firm','2026-12-31',0,'open',NULL,8,1,'2026-11-30 16:04:48.000000','2026-11-30 16:04:48.000000',NULL);
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
CREATE INDEX ix_message_next_at ON message (next_at);
CREATE INDEX ix_message_reader_key ON message (reader_key);
CREATE INDEX ix_message_state ON message (state);
CREATE INDEX ix_delivery_message_id ON delivery (message_id);
CREATE INDEX ix_feed_person_id ON feed (person_id);
CREATE INDEX ix_feed_post_id ON feed (post_id);
CREATE INDEX ix_feed_unit_id ON feed (unit_id);
CREATE INDEX ix_task_due ON task (due);
CREATE INDEX ix_task_plan_id ON task (plan_id);
CREATE INDEX ix_task_state ON task (state);
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
COMMIT;
