// Generated from openapi.json by `make api`. Do not edit.
export interface paths {
    "/v1/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log many events; one bad event never costs its batch */
        post: operations["post_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/track": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log one track call */
        post: operations["post_track"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/identify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log one identify call */
        post: operations["post_identify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/page": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log one page call */
        post: operations["post_page"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/screen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log one screen call */
        post: operations["post_screen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alias": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log one alias call */
        post: operations["post_alias"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/group": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log one group call */
        post: operations["post_group"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user}/home": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The page of a person, now */
        get: operations["get_users_by_user_home"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The page that a person would be given now, for others to look at: it is not logged */
        get: operations["get_users_by_user_preview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rows/{next}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** More of a row; never an item that the page already has */
        get: operations["get_rows_by_next"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user}/recommendations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One ranked list */
        get: operations["get_users_by_user_recommendations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/outcomes/places": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The share taken of what was seen, by kind of row and by place */
        get: operations["get_outcomes_places"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/outcomes/recommendations/{recommendation}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a recommendation came to */
        get: operations["get_outcomes_recommendations_by_recommendation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user}/items/{item}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One title in full, and what this person did with it */
        get: operations["get_users_by_user_items_by_item"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user}/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Titles for some typed letters; without any, what this person may look for */
        get: operations["get_users_by_user_search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user}/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My List, latest first */
        get: operations["get_users_by_user_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/items/{item}/similar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Items that go with one */
        get: operations["get_items_by_item_similar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pictures/{variant}/{shape}/{item}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A picture of a title: person, mood, genre or an artwork_id; 16x9, 2x3, wide; ITEM */
        get: operations["get_pictures_by_variant_by_shape_by_item"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add or replace items */
        post: operations["post_items"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/items/{item}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One item */
        get: operations["get_items_by_item"];
        /** Add or replace an item */
        put: operations["put_items_by_item"];
        post?: never;
        /** Take an item out, and off every page */
        delete: operations["delete_items_by_item"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user}/profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The taste profile, each line with its evidence */
        get: operations["get_users_by_user_profile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A short-lived token for one person's browser */
        post: operations["post_tokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All data of a person */
        get: operations["get_users_by_user_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Forget a person everywhere */
        delete: operations["delete_users_by_user"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/artwork/titles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Titles and how many pictures they have, those with their own first */
        get: operations["get_artwork_titles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/artwork/titles/{item}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All pictures of a title, and how each does with whom */
        get: operations["get_artwork_titles_by_item"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/artwork/pictures/{artwork}/{item}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Pin or forbid a picture of a title, or take that back */
        put: operations["put_artwork_pictures_by_artwork_by_item"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/artwork/faces/{face}/{item}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The face of somebody in a title's pictures, as WebP */
        get: operations["get_artwork_faces_by_face_by_item"];
        /** Say who a face in a title's pictures is */
        put: operations["put_artwork_faces_by_face_by_item"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/artwork/files/{item}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a video or a still of a title; the answer is the job that looks at it */
        post: operations["post_artwork_files_by_item"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/artwork/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Artwork jobs, latest first */
        get: operations["get_artwork_jobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/artwork/jobs/{job}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far an artwork job is, and what it found */
        get: operations["get_artwork_jobs_by_job"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/outcomes/share": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The share of starts, hours, orders and revenue that came from recommendations */
        get: operations["get_outcomes_share"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/outcomes/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of what was shown, day by day, and who returned */
        get: operations["get_outcomes_days"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/outcomes/map": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which titles and rows succeed with whom and where, next to what is usual there */
        get: operations["get_outcomes_map"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/experiments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All experiments */
        get: operations["get_experiments"];
        put?: never;
        /** Begin an experiment: the next pages follow it */
        post: operations["post_experiments"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/experiments/{experiment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an experiment found so far, in sentences and figures */
        get: operations["get_experiments_by_experiment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/experiments/{experiment}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop an experiment: everybody gets the settings again, what was found stays */
        post: operations["post_experiments_by_experiment_stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every kept model */
        get: operations["get_models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Serve an earlier model again */
        post: operations["post_models_rollback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/latest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The latest events, and what was refused and why */
        get: operations["get_events_latest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/arrivals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events by hour and kind, of the last days */
        get: operations["get_events_arrivals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All settings with their meaning */
        get: operations["get_settings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Alerts, the latest first */
        get: operations["get_alerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look for alerts now; those that are new */
        post: operations["post_alerts_look"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who changed what */
        get: operations["get_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/console/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in */
        get: operations["get_console_session"];
        put?: never;
        /** Sign in to the console: a cookie for a day */
        post: operations["post_console_session"];
        /** Sign out */
        delete: operations["delete_console_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All keys, never the keys themselves */
        get: operations["get_keys"];
        put?: never;
        /** Make a key */
        post: operations["post_keys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a key */
        delete: operations["delete_keys_by_key_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/train": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Train on the whole log and serve the result */
        post: operations["post_train"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/reload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Serve the current model on disk */
        post: operations["post_models_reload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much is there */
        get: operations["get_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Check the stored files */
        post: operations["post_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process answers */
        get: operations["get_health_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The store can be read and pages made */
        get: operations["get_health_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Numbers in Prometheus' format */
        get: operations["get_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This surface as OpenAPI 3.1 */
        get: operations["get_openapi_json"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This surface as a page */
        get: operations["get_docs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * WireBatch
         * @description A `/v1/batch` body; each message stays raw so that a bad one cannot cost the others.
         */
        WireBatch: {
            batch: unknown[];
            /** @default null */
            sentAt: string | number | null;
            /** @default null */
            writeKey: string | null;
            /** @default null */
            context: components["schemas"]["Context"] | null;
        };
        /**
         * Context
         * @description `context`, as far as it is read; the rest is kept in the message's body.
         */
        Context: {
            /** @default null */
            device: components["schemas"]["Device"] | null;
            /** @default null */
            userAgent: string | null;
            /** @default null */
            timezone: string | null;
            /** @default null */
            recommendation: Record<string, never> | null;
        };
        /**
         * Device
         * @description `context.device`, as far as it is read.
         */
        Device: {
            /** @default null */
            type: string | null;
        };
        /**
         * Receipt
         * @description The answer to a batch. `accepted` counts duplicates too: their sender may forget them.
         */
        Receipt: {
            success: boolean;
            accepted: number;
            rejected: components["schemas"]["Rejection"][];
        };
        /**
         * Rejection
         * @description Why one event of a batch was not taken.
         */
        Rejection: {
            index: number;
            messageId: string | null;
            reason: string;
        };
        /**
         * WireMessage
         * @description One call of the tracking API, as far as it is read.
         */
        WireMessage: {
            /** @default null */
            type: string | null;
            /** @default null */
            event: string | null;
            /** @default null */
            name: string | null;
            /** @default null */
            userId: string | number | null;
            /** @default null */
            anonymousId: string | number | null;
            /** @default null */
            previousId: string | number | null;
            /** @default null */
            messageId: string | null;
            /** @default null */
            timestamp: string | number | null;
            /** @default null */
            originalTimestamp: string | number | null;
            /** @default null */
            sentAt: string | number | null;
            /** @default null */
            properties: Record<string, never> | null;
            /** @default null */
            traits: Record<string, never> | null;
            /** @default null */
            context: components["schemas"]["Context"] | null;
        };
        /**
         * Page
         * @description What one person is shown on one device at one moment.
         */
        Page: {
            page_id: string;
            user_id: string;
            device: string;
            generated_at: string;
            model_version: string;
            rows: components["schemas"]["Row"][];
        };
        /**
         * Row
         * @description A titled row of items; `next` fetches more of it, None where there is no more.
         */
        Row: {
            row_id: string;
            kind: string;
            title: string;
            reason: string;
            position: number;
            items: components["schemas"]["PageItem"][];
            next: string | null;
        };
        /**
         * PageItem
         * @description One place on the page.
         */
        PageItem: {
            item_id: string;
            position: number;
            title: string;
            score: number;
            source: string;
            reason: string;
            artwork: components["schemas"]["ArtworkChoice"] | null;
            recommendation_id: string;
            /** @default null */
            price: number | null;
            /** @default null */
            currency: string | null;
        };
        /**
         * ArtworkChoice
         * @description The picture chosen for this person now, and the exact chance with which it was chosen.
         */
        ArtworkChoice: {
            artwork_id: string;
            url: string;
            propensity: number;
            /** @default null */
            color: string | null;
        };
        /**
         * Recommendations
         * @description One ranked list, best first.
         */
        Recommendations: {
            user_id: string;
            model_version: string;
            items: components["schemas"]["Candidate"][];
        };
        /**
         * Candidate
         * @description An item that may be shown, which source proposed it, and why in plain words.
         */
        Candidate: {
            item_id: string;
            title: string;
            score: number;
            source: string;
            reason: string;
            /** @default null */
            artwork: components["schemas"]["ArtworkChoice"] | null;
            /** @default null */
            price: number | null;
            /** @default null */
            currency: string | null;
        };
        /**
         * Places
         * @description The share taken of what was seen: by kind of row, and by rows and columns from a place on.
         */
        Places: {
            seen: number;
            taken: number;
            kinds: components["schemas"]["Share"][];
            rows: components["schemas"]["Share"][];
            columns: components["schemas"]["Share"][];
        };
        /**
         * Share
         * @description What was seen and taken somewhere; `rate` is takes over what is usual there, with its 95 %
         *         interval.
         */
        Share: {
            name: string;
            seen: number;
            taken: number;
            share: number;
            rate: number;
            low: number;
            high: number;
        };
        /**
         * OutcomeResponse
         * @description What a recommendation came to; None where nothing happened to it yet.
         */
        OutcomeResponse: {
            recommendation_id: string;
            outcome: components["schemas"]["Outcome"] | null;
        };
        /**
         * Outcome
         * @description What became of one recommendation. `None` means: not known yet.
         */
        Outcome: {
            recommendation_id: string;
            user: number;
            item: string;
            row_kind: string;
            row: number;
            column: number;
            served: number;
            seen: boolean;
            visible_ms: number;
            clicked: boolean;
            take: boolean;
            finished: boolean;
            abandoned: boolean | null;
            liked: boolean;
            disliked: boolean;
            hidden: boolean;
            watched_s: number;
            rules: string;
        };
        /**
         * TitleView
         * @description All that a detail view needs of one title, for one person.
         */
        TitleView: {
            item_id: string;
            title: string;
            kind: string;
            year: number | null;
            duration_s: number | null;
            maturity: string | null;
            description: string | null;
            categories: string[];
            moods: string[];
            people: components["schemas"]["TitlePerson"][];
            artwork: components["schemas"]["ArtworkChoice"] | null;
            state: components["schemas"]["TitleState"];
            /** @default null */
            price: number | null;
            /** @default null */
            currency: string | null;
            /** @default [] */
            tags: string[];
            /** @default  */
            why_picture: string;
        };
        /**
         * TitlePerson
         * @description Someone who made a title or is in it.
         */
        TitlePerson: {
            name: string;
            role: string;
        };
        /**
         * TitleState
         * @description What this person did with a title.
         */
        TitleState: {
            /** @default false */
            saved: boolean;
            /** @default false */
            hidden: boolean;
            /** @default null */
            stars: number | null;
            /** @default 0 */
            position_s: number;
            /** @default 0 */
            watched_s: number;
            /** @default false */
            finished: boolean;
        };
        /**
         * Found
         * @description What a search gives. `matched` tells how: all, nearly, some, none (of the words), unasked.
         */
        Found: {
            user_id: string;
            query: string;
            matched: string;
            note: string;
            items: components["schemas"]["Candidate"][];
        };
        /**
         * Saved
         * @description What a person saved, latest first.
         */
        Saved: {
            user_id: string;
            items: components["schemas"]["Candidate"][];
        };
        /**
         * Similar
         * @description Items that go with one, best first.
         */
        Similar: {
            item_id: string;
            items: components["schemas"]["Candidate"][];
        };
        /**
         * ItemBatch
         * @description Items to add or replace.
         */
        ItemBatch: {
            items: Record<string, never>[];
        };
        /**
         * ItemReceipt
         * @description What became of a batch of items.
         */
        ItemReceipt: {
            accepted: number;
            rejected: components["schemas"]["ItemRejection"][];
        };
        /**
         * ItemRejection
         * @description Why one item was not taken.
         */
        ItemRejection: {
            index: number;
            id: string | null;
            reason: string;
        };
        /**
         * Item
         * @description One entry of the catalogue: a film, an episode, a product.
         */
        Item: {
            id: string;
            title: string;
            /** @default item */
            kind: string;
            /** @default null */
            parent_id: string | null;
            /** @default null */
            season: number | null;
            /** @default null */
            episode: number | null;
            /** @default [] */
            categories: string[];
            /** @default [] */
            people: components["schemas"]["Person"][];
            /** @default [] */
            tags: string[];
            /** @default [] */
            moods: string[];
            /** @default null */
            description: string | null;
            /** @default null */
            language: string | null;
            /** @default null */
            maturity: string | null;
            /** @default null */
            year: number | null;
            /** @default null */
            duration: number | null;
            /** @default null */
            availability: components["schemas"]["Availability"] | null;
            /** @default null */
            price: number | null;
            /** @default null */
            currency: string | null;
            /** @default null */
            stock: number | null;
            /** @default null */
            variant_of: string | null;
            /** @default [] */
            artworks: components["schemas"]["Artwork"][];
            /** @default [] */
            vector: number[];
            /** @default {} */
            properties: Record<string, never>;
        };
        /**
         * Person
         * @description A person in the catalogue: cast, crew, author, brand ambassador.
         */
        Person: {
            name: string;
            /** @default cast */
            role: string;
            /** @default null */
            photo_url: string | null;
        };
        /**
         * Availability
         * @description Where and when an item may be shown. Empty countries: everywhere. Times in ms since 1970.
         */
        Availability: {
            /** @default [] */
            countries: string[];
            /** @default null */
            from: number | null;
            /** @default null */
            until: number | null;
        };
        /**
         * Artwork
         * @description One picture of an item.
         */
        Artwork: {
            artwork_id: string;
            url: string;
            /** @default 16:9 */
            shape: string;
            /** @default [] */
            tags: string[];
            /** @default null */
            color: string | null;
        };
        /**
         * ProfileView
         * @description The taste profile of a person.
         */
        ProfileView: {
            user_id: string;
            events: number;
            visits: number;
            since: string | null;
            lines: components["schemas"]["ProfileLine"][];
        };
        /**
         * ProfileLine
         * @description One thing believed of a person. `strength` is -1 to 1 where it means something.
         */
        ProfileLine: {
            feature: string;
            value: string;
            strength: number | null;
            text: string;
            evidence: components["schemas"]["EvidenceLine"][];
        };
        /**
         * EvidenceLine
         * @description One reason to believe a line. `at` is ISO 8601 in UTC.
         */
        EvidenceLine: {
            item_id: string;
            title: string;
            text: string;
            at: string | null;
        };
        /**
         * TokenRequest
         * @description For whom a token is wanted.
         */
        TokenRequest: {
            user_id: string;
            /** @default null */
            minutes: number | null;
        };
        /**
         * Token
         * @description A token that reads for one person until it expires.
         */
        Token: {
            token: string;
            user_id: string;
            expires_at: string;
        };
        /**
         * Forgotten
         * @description What was erased.
         */
        Forgotten: {
            user_id: string;
            events: number;
        };
        /**
         * TitleList
         * @description Titles, those with pictures of their own first, and how many there are of either.
         */
        TitleList: {
            titles: components["schemas"]["TitlePictures"][];
            with_own: number;
            total: number;
        };
        /**
         * TitlePictures
         * @description A title of the list. `unnamed` people wait for a name; `url` is its first picture.
         */
        TitlePictures: {
            item_id: string;
            title: string;
            year: number | null;
            url: string | null;
            color: string | null;
            pictures: number;
            unnamed: number;
            performance: components["schemas"]["Performance"];
        };
        /**
         * Performance
         * @description Of `seen` sights of a picture `won` made the person stay (or buy) and `lost` lost them; the
         *         `rate` won, with its 95 % interval.
         */
        Performance: {
            audience: string;
            seen: number;
            won: number;
            lost: number;
            rate: number;
            low: number;
            high: number;
        };
        /**
         * ArtworkRoom
         * @description All about the pictures of a title.
         */
        ArtworkRoom: {
            item_id: string;
            title: string;
            year: number | null;
            pictures: components["schemas"]["PictureView"][];
            people: components["schemas"]["StrangerView"][];
            rejected: components["schemas"]["PassedOver"][];
            jobs: components["schemas"]["Job"][];
        };
        /**
         * PictureView
         * @description A picture of a title: what it shows, what it is ruled, and how it does.
         */
        PictureView: {
            artwork_id: string;
            url: string;
            color: string | null;
            tags: string[];
            reasons: string[];
            score: number | null;
            time_s: number | null;
            rule: string;
            performance: components["schemas"]["Performance"][];
        };
        /**
         * StrangerView
         * @description Somebody without a name in a title's pictures.
         */
        StrangerView: {
            face: string;
            seen: number;
            url: string;
        };
        /**
         * PassedOver
         * @description A picture that was looked at and not taken.
         */
        PassedOver: {
            time_s: number | null;
            source: string;
            reason: string;
        };
        /**
         * Job
         * @description Files of an item that are looked at. `state` is waiting, running, done or failed; `progress`
         *         0 to 1; `words` are what could not be read, or why it failed.
         */
        Job: {
            job_id: string;
            item_id: string;
            files: string[];
            /** @default waiting */
            state: string;
            /** @default 0 */
            progress: number;
            /** @default 0 */
            candidates: number;
            /** @default [] */
            words: string[];
            /** @default 0 */
            tries: number;
        };
        /**
         * RuleRequest
         * @description What an editor says of a picture.
         */
        RuleRequest: {
            /** @enum {unknown} */
            rule: "forbid" | "none" | "pin";
        };
        /**
         * NameRequest
         * @description Who a face is.
         */
        NameRequest: {
            name: string;
        };
        /**
         * JobList
         * @description Jobs, latest first.
         */
        JobList: {
            jobs: components["schemas"]["Job"][];
        };
        /**
         * ViewingShare
         * @description The share of starts, hours, orders and revenue, of `people` from `since` to `until` (days,
         *         inclusive), by the rules of a version; `causes` are those of starts and orders, by kind of row.
         *         `incremental` is of all days.
         */
        ViewingShare: {
            rules: string;
            since: string | null;
            until: string | null;
            people: number;
            total: components["schemas"]["Sums"];
            starts: components["schemas"]["Proportion"];
            hours: components["schemas"]["Proportion"];
            orders: components["schemas"]["Proportion"];
            revenue: components["schemas"]["Proportion"];
            days: components["schemas"]["Sums"][];
            devices: components["schemas"]["Sums"][];
            causes: components["schemas"]["Sums"][];
            incremental: components["schemas"]["Incremental"];
            /**
             * @default {
             *       "people": 0,
             *       "events": 0
             *     }
             */
            kept_out: components["schemas"]["KeptOut"];
            /** @default 0.75 */
            beside: number;
        };
        /**
         * Sums
         * @description Starts, hours, orders and revenue under a name, and of each what was recommended; `share` is
         *         that of starts and orders together.
         */
        Sums: {
            name: string;
            starts: number;
            recommended_starts: number;
            hours: number;
            recommended_hours: number;
            orders: number;
            recommended_orders: number;
            revenue: number;
            recommended_revenue: number;
            share: components["schemas"]["Proportion"];
        };
        /**
         * Proportion
         * @description A share with its 95 % interval over people; None where it cannot be computed, and why.
         */
        Proportion: {
            share: number | null;
            low: number | null;
            high: number | null;
            /** @default  */
            why_not: string;
        };
        /**
         * Incremental
         * @description The share of starts and orders that would not have been without rows; None where it cannot
         *         be told, and why not.
         */
        Incremental: {
            share: number | null;
            low: number | null;
            high: number | null;
            kinds: components["schemas"]["KindAdds"][];
            /** @default  */
            why_not: string;
        };
        /**
         * KindAdds
         * @description Weeks of people with a kind of row and with it held out, starts and orders a week in both,
         *         and the share of all that the kind adds, with its 95 % interval over people.
         */
        KindAdds: {
            kind: string;
            weeks: number;
            held: number;
            a_week: number | null;
            a_week_held: number | null;
            share: number | null;
            low: number | null;
            high: number | null;
            /** @default  */
            why_not: string;
        };
        /**
         * KeptOut
         * @description How many bots were kept out of what is told, and how many events were theirs.
         */
        KeptOut: {
            people: number;
            events: number;
        };
        /**
         * Outcomes
         * @description The outcomes of what was shown from `since` to `until` (days, inclusive); who returned.
         */
        Outcomes: {
            rules: string;
            since: string | null;
            until: string | null;
            total: components["schemas"]["Counts"];
            days: components["schemas"]["Counts"][];
            rows: components["schemas"]["Counts"][];
            returns: components["schemas"]["Returns"];
            /**
             * @default {
             *       "people": 0,
             *       "events": 0
             *     }
             */
            kept_out: components["schemas"]["KeptOut"];
        };
        /**
         * Counts
         * @description What was seen of rows under a name (a day, a kind of row), what was started from there, and
         *         what became of it. `open`: it is not known yet whether it was abandoned. `missed` was shown, not
         *         taken, and found by a search later: it belongs to no kind of row.
         */
        Counts: {
            name: string;
            sight: number;
            started: number;
            take: number;
            qualified: number;
            finished: number;
            abandoned: number;
            open: number;
            liked: number;
            disliked: number;
            regret: number;
            missed: number;
        };
        /**
         * Returns
         * @description The share of days after which people came back within 7 and 28 days, and what foretells the
         *         former; `why_not` where that cannot be told. `passed_by`: twenty sights or more.
         */
        Returns: {
            week: components["schemas"]["Proportion"];
            month: components["schemas"]["Proportion"];
            signs: components["schemas"]["Sign"][];
            /** @default  */
            why_not: string;
        };
        /**
         * Sign
         * @description An outcome, on how many days it happened, how often people came back after such days and
         *         after others, and the odds of it with the outcome next to without, others being equal (95 %).
         */
        Sign: {
            name: string;
            days: number;
            returned: number;
            without: number;
            odds: number;
            low: number;
            high: number;
        };
        /**
         * SuccessMap
         * @description Cells by kind, those that say most first, and what they say in sentences; `sights` were
         *         judged, `taken` of them. Half of the titles were seen more often than `typical`.
         */
        SuccessMap: {
            rules: string;
            sights: number;
            taken: number;
            cells: components["schemas"]["Cell"][];
            /** @default [] */
            findings: components["schemas"]["Finding"][];
            /** @default 0 */
            typical: number;
            /**
             * @default {
             *       "people": 0,
             *       "events": 0
             *     }
             */
            kept_out: components["schemas"]["KeptOut"];
        };
        /**
         * Cell
         * @description A title, a part of it (`within`: a kind of row, a device, an audience, a taste, a picture, a
         *         time of day), or a kind of row: how often it was seen, taken and kept, how many takes were
         *         expected, and its rate next to what is usual (95 % interval). `finding` is "winner", "failure"
         *         or "".
         */
        Cell: {
            kind: string;
            item: string | null;
            within: string | null;
            seen: number;
            taken: number;
            kept: number;
            expected: number;
            rate: number;
            low: number;
            high: number;
            finding: string;
            /** @default  */
            title: string;
        };
        /**
         * Finding
         * @description One sentence, of what kind it is ("winner", "failure", "hidden", "dead weight",
         *         "misleading"), and of which title, picture or kind of row, where the evidence is.
         */
        Finding: {
            kind: string;
            sentence: string;
            /** @default null */
            item: string | null;
            /** @default null */
            within: string | null;
            /** @default null */
            artwork: string | null;
        };
        /**
         * ExperimentList
         * @description All experiments: those of the settings, then the latest first.
         */
        ExperimentList: {
            experiments: components["schemas"]["ExperimentView"][];
        };
        /**
         * ExperimentView
         * @description An experiment, who made it ("" where the settings have it), when, and its state: "planned",
         *         "running", "over" (past its last day) or "stopped".
         */
        ExperimentView: {
            experiment: components["schemas"]["Experiment"];
            by: string;
            started_at: string | null;
            stopped_at: string | null;
            state: string;
        };
        /**
         * Experiment
         * @description One experiment; the first variant is the control.
         */
        Experiment: {
            name: string;
            variants: components["schemas"]["Variant"][];
            /** @default page */
            layer: string;
            /** @default 1 */
            share: number;
            /** @default 0 */
            start: number;
            /** @default 0 */
            ramp_days: number;
            /** @default  */
            since: string;
            /** @default  */
            until: string;
            /**
             * @default difference
             * @enum {unknown}
             */
            exposed: "difference" | "page";
            /** @default false */
            interleave: boolean;
            /** @default takes */
            goal: string;
            /**
             * @default [
             *       "hours",
             *       "regret"
             *     ]
             */
            guardrails: string[];
            /** @default 0.05 */
            margin: number;
        };
        /**
         * Variant
         * @description One arm of an experiment.
         */
        Variant: {
            name: string;
            /** @default 1 */
            weight: number;
            /** @default {} */
            changes: Record<string, never>;
        };
        /**
         * ExperimentFound
         * @description An experiment and what it found so far.
         */
        ExperimentFound: {
            view: components["schemas"]["ExperimentView"];
            trial: components["schemas"]["Trial"];
        };
        /**
         * Trial
         * @description What an experiment found: people by variant, what to do, and the results behind it.
         *
         *         `state` is "unexposed", "broken" (so uneven that no figure can be trusted), "harm" (a guardrail
         *         is worse), "better", "worse", or "open". `mixed` people were given several variants; `mismatch`
         *         is how likely, at most, groups are so uneven by chance; `harms` are sentences of what should be
         *         stopped, by variant ("" for all).
         */
        Trial: {
            name: string;
            people: {
                [key: string]: number;
            };
            mixed: number;
            mismatch: number;
            state: string;
            sentences: string[];
            harms: {
                [key: string]: string;
            };
            results: components["schemas"]["Result"][];
            rules: string;
        };
        /**
         * Result
         * @description A metric of a variant next to the control: both values, the difference, and the change next
         *         to the control's value, with intervals that hold at all times at once (at 1 - `alpha`).
         *
         *         `why_not` says why there is no figure. `saved` is the share of variance that CUPED took away.
         *         Of an interleaved pair, `change` is the variant's share of the takes that tell them apart.
         */
        Result: {
            metric: string;
            words: string;
            variant: string;
            is_goal: boolean;
            more_is_better: boolean;
            alpha: number;
            /** @default null */
            control: number | null;
            /** @default null */
            value: number | null;
            /** @default null */
            difference: number | null;
            /** @default null */
            low: number | null;
            /** @default null */
            high: number | null;
            /** @default null */
            change: number | null;
            /** @default null */
            change_low: number | null;
            /** @default null */
            change_high: number | null;
            /** @default null */
            saved: number | null;
            /** @default  */
            why_not: string;
        };
        /**
         * ModelList
         * @description Every kept model, the latest first.
         */
        ModelList: {
            models: components["schemas"]["ModelView"][];
        };
        /**
         * ModelView
         * @description A kept model, in short.
         */
        ModelView: {
            version: string;
            current: boolean;
            made_at: string;
            takes: number;
            users: number;
            metrics: {
                [key: string]: number;
            };
            decision: string;
        };
        /**
         * RollBack
         * @description The version to serve again; None for the one that served before.
         */
        RollBack: {
            /** @default null */
            version: string | null;
        };
        /**
         * Trained
         * @description The version that is served now.
         */
        Trained: {
            model_version: string;
        };
        /**
         * Latest
         * @description The latest events, the last first; custom names among the last events, which no mapping knows
         *         yet; the latest messages that were refused since the server started, of how many.
         */
        Latest: {
            total: number;
            events: components["schemas"]["EventView"][];
            unmapped: {
                [key: string]: number;
            };
            refused: components["schemas"]["RefusedView"][];
            lately_refused: number;
            lately: number;
        };
        /**
         * EventView
         * @description An event as anybody may see it: not whose it is.
         */
        EventView: {
            seq: number;
            at: string;
            kind: string;
            item: string | null;
            device: string;
            recommended: boolean;
        };
        /**
         * RefusedView
         * @description A message that could not be used, and why.
         */
        RefusedView: {
            at: string;
            message_id: string | null;
            reason: string;
        };
        /**
         * Arrivals
         * @description Events of each kind by hour: `counts[kind][h]` is that of the hour that began h hours after
         *         `since` (ms), up to the present one.
         */
        Arrivals: {
            since: number;
            counts: {
                [key: string]: number[];
            };
        };
        /**
         * SettingsView
         * @description All settings, by stage.
         */
        SettingsView: {
            stages: components["schemas"]["StageView"][];
        };
        /**
         * StageView
         * @description The settings of one stage.
         */
        StageView: {
            name: string;
            text: string;
            settings: components["schemas"]["SettingView"][];
        };
        /**
         * SettingView
         * @description One setting: its value here, what it is without being set, and what it means.
         */
        SettingView: {
            name: string;
            value: unknown;
            default: unknown;
            text: string;
        };
        /**
         * AlertList
         * @description All alerts that were raised, the latest first.
         */
        AlertList: {
            alerts: components["schemas"]["Told"][];
        };
        /**
         * Told
         * @description An alert, when it was raised (ISO), whether the webhook took it (None: there was none then),
         *         and how often it was sent in vain.
         */
        Told: {
            alert: components["schemas"]["Alert"];
            at: string;
            /** @default null */
            delivered: boolean | null;
            /** @default 0 */
            failed: number;
        };
        /**
         * Alert
         * @description One thing to know: the cause it is told once for, its kind, a sentence, and the room of the
         *         console where the evidence is.
         */
        Alert: {
            cause: string;
            kind: string;
            sentence: string;
            room: string;
        };
        /**
         * ChangeList
         * @description Who changed what, the latest first.
         */
        ChangeList: {
            changes: components["schemas"]["Change"][];
        };
        /**
         * Change
         * @description Who (a key's name) changed what (an endpoint's summary, and what it named), when (ISO).
         */
        Change: {
            at: string;
            by: string;
            what: string;
            named: string;
        };
        /**
         * SignIn
         * @description A key to sign in with.
         */
        SignIn: {
            key: string;
        };
        /**
         * Me
         * @description Who is signed in: what their key is for, and what it allows: viewer, editor or admin; nothing
         *         where nobody is.
         */
        Me: {
            name: string;
            role: string;
        };
        /**
         * KeyList
         * @description All keys.
         */
        KeyList: {
            keys: components["schemas"]["KeyView"][];
        };
        /**
         * KeyView
         * @description A key as it can be shown; `key` only when it was just made.
         */
        KeyView: {
            key_id: string;
            kind: string;
            name: string;
            created_at: string;
            /** @default null */
            key: string | null;
        };
        /**
         * KeyRequest
         * @description A key to be made.
         */
        KeyRequest: {
            kind: string;
            /** @default  */
            name: string;
        };
        /**
         * ErrorResponse
         * @description The body of every error.
         */
        ErrorResponse: {
            error: components["schemas"]["ErrorBody"];
        };
        /**
         * ErrorBody
         * @description What went wrong and what to do next.
         */
        ErrorBody: {
            code: string;
            message: string;
            /** @default null */
            field: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    post_batch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WireBatch"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    post_track: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WireMessage"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    post_identify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WireMessage"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    post_page: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WireMessage"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    post_screen: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WireMessage"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    post_alias: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WireMessage"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    post_group: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WireMessage"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_users_by_user_home: {
        parameters: {
            query?: {
                /** @description tv, desktop, phone, tablet or other; from the User-Agent if missing */
                device?: string;
                /** @description Rows at most */
                rows?: number;
                /** @description Items a row at most */
                columns?: number;
                /** @description ISO 8601; now if missing */
                time?: string;
                /** @description Such as Europe/Paris; UTC if missing */
                timezone?: string;
                /** @description ISO 3166 code; items limited to other countries stay hidden */
                country?: string;
            };
            header?: never;
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_users_by_user_preview: {
        parameters: {
            query?: {
                /** @description tv, desktop, phone, tablet or other; from the User-Agent if missing */
                device?: string;
                /** @description Rows at most */
                rows?: number;
                /** @description Items a row at most */
                columns?: number;
                /** @description ISO 8601; now if missing */
                time?: string;
                /** @description Such as Europe/Paris; UTC if missing */
                timezone?: string;
                /** @description ISO 3166 code; items limited to other countries stay hidden */
                country?: string;
            };
            header?: never;
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_rows_by_next: {
        parameters: {
            query?: {
                /** @description Items a row at most */
                columns?: number;
            };
            header?: never;
            path: {
                next: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Row"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_users_by_user_recommendations: {
        parameters: {
            query?: {
                /** @description Items at most */
                n?: number;
                /** @description Item ids to leave out, separated by commas */
                exclude?: string;
                /** @description Such as: category = 'Drama' and year >= 1990 boost 2 if tag = 'new' */
                filter?: string;
                /** @description tv, desktop, phone, tablet or other; from the User-Agent if missing */
                device?: string;
                /** @description Rows at most */
                rows?: number;
                /** @description Items a row at most */
                columns?: number;
                /** @description ISO 8601; now if missing */
                time?: string;
                /** @description Such as Europe/Paris; UTC if missing */
                timezone?: string;
                /** @description ISO 3166 code; items limited to other countries stay hidden */
                country?: string;
            };
            header?: never;
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recommendations"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_outcomes_places: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Places"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_outcomes_recommendations_by_recommendation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                recommendation: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutcomeResponse"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_users_by_user_items_by_item: {
        parameters: {
            query?: {
                /** @description ISO 3166 code */
                country?: string;
            };
            header?: never;
            path: {
                user: string;
                item: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TitleView"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_users_by_user_search: {
        parameters: {
            query?: {
                /** @description What was typed so far */
                q?: string;
                /** @description Items at most */
                n?: number;
                /** @description tv, desktop, phone, tablet or other; from the User-Agent if missing */
                device?: string;
                /** @description Rows at most */
                rows?: number;
                /** @description Items a row at most */
                columns?: number;
                /** @description ISO 8601; now if missing */
                time?: string;
                /** @description Such as Europe/Paris; UTC if missing */
                timezone?: string;
                /** @description ISO 3166 code; items limited to other countries stay hidden */
                country?: string;
            };
            header?: never;
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Found"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_users_by_user_list: {
        parameters: {
            query?: {
                /** @description tv, desktop, phone, tablet or other; from the User-Agent if missing */
                device?: string;
                /** @description Rows at most */
                rows?: number;
                /** @description Items a row at most */
                columns?: number;
                /** @description ISO 8601; now if missing */
                time?: string;
                /** @description Such as Europe/Paris; UTC if missing */
                timezone?: string;
                /** @description ISO 3166 code; items limited to other countries stay hidden */
                country?: string;
            };
            header?: never;
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Saved"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_items_by_item_similar: {
        parameters: {
            query?: {
                /** @description Items at most */
                n?: number;
                /** @description ISO 3166 code */
                country?: string;
            };
            header?: never;
            path: {
                item: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Similar"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_pictures_by_variant_by_shape_by_item: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                variant: string;
                shape: string;
                item: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    post_items: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ItemBatch"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemReceipt"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_items_by_item: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                item: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Item"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    put_items_by_item: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                item: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Item"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Item"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    delete_items_by_item: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                item: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_users_by_user_profile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProfileView"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    post_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_users_by_user_export: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    delete_users_by_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Forgotten"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_artwork_titles: {
        parameters: {
            query?: {
                /** @description Letters of the title */
                q?: string;
                /** @description Titles at most */
                n?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TitleList"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_artwork_titles_by_item: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                item: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArtworkRoom"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    put_artwork_pictures_by_artwork_by_item: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                artwork: string;
                item: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArtworkRoom"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_artwork_faces_by_face_by_item: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                face: string;
                item: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    put_artwork_faces_by_face_by_item: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                face: string;
                item: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NameRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArtworkRoom"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    post_artwork_files_by_item: {
        parameters: {
            query?: {
                /** @description The file's name */
                name?: string;
            };
            header?: never;
            path: {
                item: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_artwork_jobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobList"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_artwork_jobs_by_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_outcomes_share: {
        parameters: {
            query?: {
                /** @description First day, such as 2026-11-01 */
                since?: string;
                /** @description Last day, inclusive */
                until?: string;
                /** @description json, or parquet for the table alone */
                format?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewingShare"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_outcomes_days: {
        parameters: {
            query?: {
                /** @description First day, such as 2026-11-01 */
                since?: string;
                /** @description Last day, inclusive */
                until?: string;
                /** @description json, or parquet for the table alone */
                format?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outcomes"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_outcomes_map: {
        parameters: {
            query?: {
                /** @description All cells of this title, and no others */
                item?: string;
                /** @description json, or parquet for the table alone */
                format?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuccessMap"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_experiments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExperimentList"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    post_experiments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Experiment"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExperimentView"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_experiments_by_experiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExperimentFound"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    post_experiments_by_experiment_stop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExperimentView"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_models: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelList"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    post_models_rollback: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RollBack"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trained"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_events_latest: {
        parameters: {
            query?: {
                /** @description How many, 50 unless it says otherwise */
                n?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Latest"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_events_arrivals: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Arrivals"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsView"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_alerts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertList"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    post_alerts_look: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertList"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_audit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeList"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_console_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    post_console_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    delete_console_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyList"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    post_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyView"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    delete_keys_by_key_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    post_train: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trained"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    post_models_reload: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trained"];
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    post_check: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_health_live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_health_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_openapi_json: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    get_docs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description An error that says what to do next */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
}
