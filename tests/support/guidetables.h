#pragma once

#include <QString>

/// The integration guide's own statements, as a hosted project has run them, with rows and the roles that use them.
inline const QString guideStart = QStringLiteral(R"(
    CREATE SCHEMA auth; CREATE TABLE auth.users (id uuid PRIMARY KEY);
    GRANT USAGE ON SCHEMA auth TO SET_UP; GRANT SELECT, REFERENCES ON auth.users TO SET_UP;
    INSERT INTO auth.users VALUES ('00000000-0000-0000-0000-0000000000aa');
    CREATE TABLE public.communication_logs (
        id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
        user_id UUID REFERENCES auth.users(id),
        communication_type TEXT CHECK (communication_type IN ('sms', 'voice', 'conference')),
        direction TEXT CHECK (direction IN ('inbound', 'outbound')),
        from_number TEXT,
        to_number TEXT,
        message_sid TEXT UNIQUE,
        call_sid TEXT UNIQUE,
        status TEXT,
        content TEXT,
        duration_seconds INTEGER,
        cost_cents INTEGER,
        created_at TIMESTAMPTZ DEFAULT now(),
        completed_at TIMESTAMPTZ,
        metadata JSONB DEFAULT '{}');
    CREATE TABLE public.sms_templates (
        id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
        persona_type TEXT NOT NULL,
        template_name TEXT NOT NULL,
        content TEXT NOT NULL,
        variables JSONB DEFAULT '[]',
        is_active BOOLEAN DEFAULT true,
        created_at TIMESTAMPTZ DEFAULT now());
    ALTER TABLE public.communication_logs OWNER TO SET_UP; ALTER TABLE public.sms_templates OWNER TO SET_UP;
    CREATE ROLE hosted_SET_UP LOGIN PASSWORD 'hosted';
    GRANT ALL ON public.communication_logs, public.sms_templates TO hosted_SET_UP;
    INSERT INTO public.communication_logs (user_id, communication_type, direction, from_number, to_number, message_sid,
            status, content, cost_cents, created_at, metadata)
        SELECT '00000000-0000-0000-0000-0000000000aa', 'sms', 'outbound', '+13125550100',
            '+1312555' || lpad((n % 50)::text, 4, '0'), 'SM' || n, 'sent', 'clear ' || n, 2,
            CASE WHEN n % 7 = 0 THEN NULL ELSE now() - n * interval '1 minute' END, '{"persona": "attorney"}'
        FROM generate_series(1, 5000) AS n;
    INSERT INTO public.communication_logs (communication_type, direction, from_number, to_number, call_sid, status)
        VALUES (NULL, NULL, NULL, NULL, NULL, NULL), ('voice', 'inbound', '+1 (312) 555-9999', 'x', 'CA1', 'ringing');
    INSERT INTO public.sms_templates (persona_type, template_name, content) VALUES ('advisor', 'document_ready', 'Ready.');
)");
