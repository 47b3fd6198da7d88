"""The words that the scripts of the phone show, by the key they ask for; what a value is in words tells ``wording``."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fieldwork.emotions import words as feelings


def of_the_form() -> dict[str, Any]:
    """The scripts' words by key; ``_one`` and ``_many`` belong to a number {n}."""
    return {
        **_status(),
        **_feelings(),
        **_questions(),
        **_photos(),
        **_beside(),
        **_walk(),
        **_handing_in(),
        "clock_hours": pgettext("a clock as digits and :, for a script; $& keeps 09:, $1. makes it 9.", "$&"),
        "decimal_sign": pgettext("decimal sign", "."),
    }


def around_the_form() -> dict[str, Any]:
    """The words of the scripts around the form, by key as above."""
    return {
        **_status(),
        **_around(),
        "late_body": _("You changed something after it was handed in. That is kept, and our reviewer sees it."),
        "clock_hours": pgettext("a clock as digits and :, for a script; $& keeps 09:, $1. makes it 9.", "$&"),
        "other_title": _("This visit was already handed in from another phone"),
        "still_to_send_one": _("{n} item still to send."),
        "still_to_send_many": _("{n} items still to send."),
    }


def _status() -> dict[str, Any]:
    return {
        "status_start": _("Saved"),
        "status_saved": _("Saved"),
        "status_sent": _("Sent"),
        "status_waiting": _("Waiting to send"),
        "status_offline": _("No internet"),
        "status_login": _("Log in to send"),
        "status_withdrawn": _("Visit withdrawn"),
        "status_too_big": _("Too large to send"),
        "status_refused": _("Not accepted"),
        "status_wifi": _("Waiting for Wi-Fi"),
        "item_wifi": _("Waits for Wi-Fi"),
        "status_stuck": _("Ask your planner"),
        "stuck_body": _(
            "We cannot take this visit now. Your work stays on this phone: save a copy and ask your planner."
        ),
        "status_full": _("Phone is full"),
        "status_broken": _("Not saved"),
        "status_sending": _("Sending"),
        "sending_one": _("Sending {n}"),
        "sending_many": _("Sending {n}"),
        "saved_at": _("Saved on your phone at {time}"),
        "login_body": _("Your work is safe on this phone. Log in again and it is sent by itself."),
        "withdrawn_body": _("This visit was taken back. Your work stays on this phone; ask your planner what to do."),
        "too_big_body": _("One item is too large for us. It stays on this phone and the rest is sent."),
        "refused_body": _("One item was not accepted. It stays on this phone and the rest is sent."),
        "full_body": _("Your last answer does not fit on this phone. Free some space, then give it again."),
        "broken_body": _("Your last answer could not be saved. Keep this page open and give it again."),
        "log_in": _("Log in"),
        "no_storage": _("This browser does not let us save on your phone. Use another browser or window."),
    }


def _around() -> dict[str, Any]:
    return {
        "outbox_empty": _("Nothing waits on this phone"),
        "outbox_safe": _("Everything is safe on your phone"),
        "outbox_choose": _("Choose which answer is right"),
        "outbox_sent": _("Everything was sent"),
        "visits_here_one": _("{n} visit on this phone"),
        "visits_here_many": _("{n} visits on this phone"),
        "answers_and_feelings": _("Answers and feelings"),
        "answers_given_one": _("{n} answer"),
        "answers_given_many": _("{n} answers"),
        "answers_begun": _("Begun, not finished"),
        "a_photo": _("Photo"),
        "sent_of": _("{n} of {of} sent"),
        "handed_in_here": _("handed in, on its way"),
        "not_handed_in": _("not handed in yet"),
        "invalid_here_one": _("{n} question still needs an answer. Open the form, then hand in again."),
        "invalid_here_many": _("{n} questions still need an answer. Open the form, then hand in again."),
        "item_sent": _("Sent"),
        "item_waiting": _("Waiting"),
        "item_refused": _("Not accepted"),
        "item_begun": _("Finish it first"),
        "item_complete": _("Complete"),
        "megabytes": _("{n} MB"),
        "gigabytes": _("{n} GB"),
        "how_far": _("How far it is: {what}"),
        "open_form": _("Open the form"),
        "save_copy": _("Save a copy"),
        "copy_saved": _("The copy was saved."),
        "copy_failed": _("The copy could not be saved. Free some space and try again."),
        "remove_here": _("Remove from this phone"),
        "remove_title": _("Remove “{visit}” from this phone?"),
        "remove_body": _("What was not sent is gone then. Save a copy first if you are not sure."),
        "remove_yes": _("Remove"),
        "remove_no": _("Keep"),
        "received_by_us": _("Received by us"),
        "receipt_line": _("{at} · receipt code {code}"),
        "control_code": _("Control code"),
        "two_versions": _("Two versions"),
        "two_phones": _("You filled in this question differently on two phones: “{question}”. Which answer is right?"),
        "this_phone_at": _("this phone, {at}"),
        "other_phone_at": _("another phone, {at}"),
        "settle": _("This answer counts"),
        "choose_one": _("Choose one of the answers first."),
        "settled": _("Noted. This answer counts."),
        "wifi_only": _("Send photos by Wi-Fi only"),
        "wifi_only_hint": _("Answers are always sent at once"),
        "room_here": _("Room on this phone"),
        "room_used": _("In use on this phone: {used} of {all}"),
        "almost_full": _("This phone is almost full. Free some space."),
        "almost_full_send": _("This phone is almost full. Send this first: {visit}."),
        "leave_title_one": _("{n} item is only on this phone"),
        "leave_title_many": _("{n} items are only on this phone"),
        "leave_body": _("Nothing gets lost when you log out, but it is sent only after you log in here again."),
        "leave_begun_one": _("{n} answer is not finished. It waits here until you log in again and finish it."),
        "leave_begun_many": _("{n} answers are not finished. They wait here until you log in again and finish them."),
        "leave_sent_but_one": _("The rest was sent. {n} answer that is not finished stays here."),
        "leave_sent_but_many": _("The rest was sent. {n} answers that are not finished stay here."),
        "leave_offline": _("You can only log out with internet. Nothing changed."),
        "needs_line": _("This works only with internet."),
        "leave_send": _("Send now"),
        "leave_sending": _("Sending …"),
        "leave_left_one": _("{n} item could not be sent yet. Look for a better connection and try again."),
        "leave_left_many": _("{n} items could not be sent yet. Look for a better connection and try again."),
        "leave_keep": _("Log out, keep it here for next time"),
        "leave_copy": _("Save a copy"),
        "leave_stay": _("Stay logged in"),
    }


def _feelings() -> dict[str, Any]:
    return {
        "valence": [str(word) for word in feelings.VALENCE_WORDS],
        "energy": [str(word) for word in feelings.ENERGY_WORDS],
        "emotions": {code: str(emotion.label) for code, emotion in feelings.EMOTIONS.items()},
        "cannot_say": _("I cannot say"),
        "chosen": _("Chosen: {words}."),
        "baseline_question": _("How do you feel right now?"),
        "how_felt": _("How did this feel: {step}?"),
        "tap_first": _("Tap how it feels first, or choose “I cannot say”."),
        "tap_stands": _("Your first impression is fixed. You can read it back, not change it."),
        "skip_stands": _("You chose “I cannot say”."),
        "again": _("Again"),
        "which_word": _("Which word fits?"),
        "at_most_two": _("Choose at most two words. Switch one off first."),
        "own_word_short": _("your own word"),
        "how_strong": _("How strong: {word}?"),
        "a_little": _("a little"),
        "very_strong": _("very strong"),
        "of_five": _("{word} ({n} of 5)"),
        "grade_title": _("Which grade do you give: {step}?"),
        "grade_low": _("1 = very bad"),
        "grade_high": _("10 = excellent"),
        "read_back": _("This is what you record: {step}"),
        "grade_short": _("grade {n}"),
        "not_said": _("not given"),
        "overall_question": _("Which grade do you give the whole visit?"),
        "recommend_question": _("How likely would you recommend this to others?"),
        "recommend_low": _("0 = not at all likely"),
        "recommend_high": _("10 = very likely"),
        "parts": {"tap": _("first impression"), "named": _("feeling in words"), "grade": _("grade")},
        "strength_first": _("Almost there: say how strong the feeling is."),
        "answer_or_skip": _("Give an answer first, or choose “I cannot say”."),
        "nobody_answered": _("Nobody answered"),
        "nobody_answered_note": _("You reported that nobody answered. The rest of this step is left out."),
        "came_after_all": _("There was an answer after all"),
    }


def _questions() -> dict[str, Any]:
    return {
        "yes": _("Yes"),
        "no": _("No"),
        "na": _("N/A"),
        "na_why": _("Why not applicable?"),
        "na_reasons": [_("It did not happen"), _("I could not see it")],
        "na_other": _("Another reason"),
        "na_reason_missing": _("Say why this did not apply."),
        "may_be_empty": _("(may stay empty)"),
        "more_answers": _("More answers are possible."),
        "part_missing": _("This part did not come along. Open the form again when you have internet."),
        "missing": _("No answer yet."),
        "reviewer_asks": _("The reviewer asks:"),
        "was_answer": _("Your answer was: {was}"),
        "evidence": _("Take a photo as evidence."),
        "choose_again": _("This answer no longer fits your other answers. Choose again."),
        "does_not_fit": _("This answer does not fit. Look at it again."),
        "year_odd": _("Look at the year again: it lies between 1900 and 2099."),
        "number_unclear": _("Type a number with digits only, such as 12."),
        "number_low": _("This is less than expected: at least {min} {unit}."),
        "number_high": _("This is more than expected: at most {max} {unit}."),
        "decimals_one": _("Use at most {n} digit after the decimal sign."),
        "decimals_many": _("Use at most {n} digits after the decimal sign."),
        "choose_min_one": _("Choose at least {n} answer."),
        "choose_min_many": _("Choose at least {n} answers."),
        "choose_max_one": _("Choose at most {n} answer."),
        "choose_max_many": _("Choose at most {n} answers."),
        "too_short": _("Write a little more: {n} characters to go."),
        "too_long": _("This text is too long: at most {n} characters."),
        "characters": _("{n} characters"),
        "characters_least": _("{n} of at least {least} characters"),
        "characters_most": _("{n} of at most {most} characters"),
        "amount": _("Amount on the receipt"),
        "amount_missing": _("Type the amount as on the receipt, such as 12.50."),
        "receipt_photo": _("Photo of the receipt"),
        "receipt_photo_missing": _("Take a photo of the receipt."),
        "minutes": _("minutes"),
        "minutes_short": _("min"),
        "seconds": _("seconds"),
        "seconds_short": _("s"),
        "watch_start": _("Start stopwatch"),
        "watch_stop": _("Stop"),
        "today": _("Today"),
        "right_now": _("Now"),
        "hides_title": _("Another answer disappears"),
        "hides_body": _("With this answer the following is not asked: {questions}. What you filled in there lapses."),
        "hides_yes": _("Change it"),
        "hides_no": _("Leave it as it was"),
    }


def _photos() -> dict[str, Any]:
    return {
        "photo_take": _("Take photo"),
        "photo_choose": _("Choose from your photos"),
        "photo_again": _("Take again"),
        "photo_remove": _("Remove"),
        "photo_removed": _("Photo removed."),
        "undo": _("Undo"),
        "photo_n": _("Photo {n}:"),
        "photo_kept": _("Photo saved on your phone."),
        "photo_preparing": _("Making it smaller …"),
        "photo_waiting": _("Waiting"),
        "photo_received": _("Received"),
        "photo_refused": _("Refused"),
        "photo_refused_why": _("A photo was not accepted. {why}"),
        "photo_empty": _("This photo is empty: the file has no contents. Take it again."),
        "photo_failed": _("The photo could not be saved. Take it again."),
        "photo_blurred": _("This photo looks blurred. Take it again if you still can."),
        "photo_dark": _("This photo looks very dark. Take it again if you still can."),
        "photos_least_one": _("At least {n} photo."),
        "photos_least_many": _("At least {n} photos."),
        "photos_most_one": _("At most {n} photo."),
        "photos_most_many": _("At most {n} photos."),
        "photos_missing_one": _("{n} photo is still missing."),
        "photos_missing_many": _("{n} photos are still missing."),
    }


def _beside() -> dict[str, Any]:
    """Spoken notes and the position, which only some studies ask for."""
    return {
        "memo": _("Spoken note"),
        "memo_hint": _("Only for you and the reviewer. Others may be heard: find a quiet place and say no names."),
        "memo_n": _("Note {n}"),
        "memo_start": _("Record a note"),
        "memo_recording": _("Recording"),
        "memo_most": _("of at most {time}"),
        "memo_stop": _("Stop and keep"),
        "memo_kept": _("Note saved on your phone."),
        "memo_nothing": _("Nothing was recorded. Record for a second at least."),
        "memo_longest": _("Stopped after 5 minutes, the most for one note. It is kept."),
        "memo_no_room": _("Stopped: your phone could not keep more of it. What was recorded is kept."),
        "memo_recovered": _("This recording was cut off. What was recorded is kept."),
        "memo_listen": _("Listen"),
        "memo_hush": _("Stop"),
        "memo_removed": _("Note removed."),
        "memo_refused": _("This note was not accepted. {why} Remove it and say it once more, or write it down."),
        "memo_enough": _("3 notes is the most for one step."),
        "memo_denied": _(
            "This page may not use the microphone. Nothing is lost: you can go on, and type what you wanted to say."
        ),
        "memo_no_microphone": _(
            "The microphone does not work now. Nothing is lost: you can go on, and type what you wanted to say."
        ),
        "position_title": _("May we see where you are?"),
        "position_why": _(
            "It helps the reviewer to see that you are at the right place. We look once now, and once with each "
            "photo you take. Never in between. The client never sees it."
        ),
        "position_free": _("You choose. Saying no never costs you anything: not your fee, not your rating."),
        "position_ask": _("Your phone may ask for your permission as well."),
        "position_yes": _("Share my position"),
        "position_no": _("Rather not"),
        "position_looking": _("Your phone is looking where you are …"),
        "position_go_on": _("Go on without waiting"),
        "position_shared": _("You share your position. Your phone knows it to within {n} m."),
        "position_stop": _("Do not share any more"),
        "position_skips": {
            "declined": _("You do not share your position. That is fine."),
            "denied": _("Your phone does not share its position with this page. That is fine: you can go on."),
            "timeout": _("Your phone does not know yet where it is. That is fine: you can go on."),
            "unavailable": _("Your phone does not know where it is. That is fine: you can go on."),
        },
    }


def _walk() -> dict[str, Any]:
    return {
        "next": _("Next"),
        "back": _("Back"),
        "to_questions": _("To the questions"),
        "to_step": _("To step {n}: {step}"),
        "to_check": _("To the last check"),
        "step_of": _("Step {n} of {of} · {part}"),
        "step_done": _("{step}, behind you"),
        "titles": {
            "position": _("Before you start"),
            "baseline": _("Before you start"),
            "overall": _("The whole visit"),
            "recommend": _("Recommendation"),
            "check": _("Last check"),
        },
        "bar_parts": {
            "tap": _("feeling 1 of 3"),
            "named": _("feeling 2 of 3"),
            "grade": _("feeling 3 of 3"),
            "q": _("questions"),
        },
        "questions_about": _("Questions about: {step}"),
        "ready_of": _("{n} of {of} done"),
        "open_one": _("{n} question open"),
        "open_many": _("{n} questions open"),
        "nothing_open": _("Nothing missing here"),
    }


def _handing_in() -> dict[str, Any]:
    return {
        "things_left_one": _("{n} more thing, then you can hand in"),
        "things_left_many": _("{n} more things, then you can hand in"),
        "all_complete": _("Everything is complete. You can hand in."),
        "solve_first": _("Solve first"),
        "asked_elsewhere": _(
            "Something is still asked that this phone does not show: an answer from another phone asks for it. "
            "Open your visits with internet, log in if you are asked to, and open this form again."
        ),
        "is_this_right": _("Is this right?"),
        "doubt_words": _("{step}: you chose “{words}” and grade {grade}."),
        "doubt_range": _("You gave the whole visit a {grade}, and the steps {low} to {high}."),
        "doubt_all": _("You gave the whole visit a {grade}, and every step a {low}."),
        "doubt_recommend": _("You gave the whole visit a {grade}, and recommending it a {n}."),
        "change": pgettext("an answer", "Change"),
        "visit_in_steps_one": _("Your visit in {n} step"),
        "visit_in_steps_many": _("Your visit in {n} steps"),
        "ready": _("ready"),
        "not_ready": _("not ready"),
        "badge_photo": _("Photo"),
        "badge_empty": _("Empty"),
        "badge_mend": _("Mend"),
        "statement": _("I did this visit myself and filled in everything honestly."),
        "hand_in": _("Hand in"),
        "first_solve_one": _("First solve the {n} point above."),
        "first_solve_many": _("First solve the {n} points above."),
        "first_agree": _("First tick the statement above."),
        "one_moment": _("One moment: a photo is made ready first."),
        "on_its_way": _("Your visit is on its way to us"),
        "still_to_send_one": _("{n} item still to send."),
        "still_to_send_many": _("{n} items still to send."),
        "back_to_check": _("Change something after all"),
        "received_title": _("We have received your visit"),
        "late_body": _("You changed something after it was handed in. That is kept, and our reviewer sees it."),
        "other_title": _("This visit was already handed in from another phone"),
        "to_visits": _("To my visits"),
    }
