#pragma once

#include "sync/recordsreport.h"

/// What "Verify records" found, in words.
namespace RecordsWords
{
QString result(const RecordsReport &report, const QDateTime &now);
QString finding(const RecordsFinding &finding, const QDateTime &now);
} // namespace RecordsWords
