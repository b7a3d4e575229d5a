#pragma once

#include "communicationlistmodel.h"
#include "internalnote.h"

/// A conversation with what colleagues noted beside it: the rows of a CommunicationListModel and internal notes, by
/// time. Notes that are older than the rows that are loaded wait for theirs. GUI thread; owned by its view.
class ConversationModel : public QAbstractListModel
{
    Q_OBJECT

public:
    /// Beside those of CommunicationListModel, which a note has no data for.
    enum Role { NoteRole = CommunicationListModel::StartsDayRole + 1, AtRole }; ///< InternalNote; QDateTime

    explicit ConversationModel(CommunicationListModel &rows, QObject *parent = nullptr);

    /// Of the client whose rows are shown, oldest first.
    void setNotes(const QList<InternalNote> &notes);
    const QList<InternalNote> &notes() const { return m_notes; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    struct Entry {
        bool isNote = false;
        QString id;
        int row = 0; ///< of the rows, or of the notes
    };
    QList<Entry> merged() const;
    void arrange();
    void rowsChanged(int first, int last, const QList<int> &roles);
    QDateTime at(int row) const;
    bool startsDay(int row) const;

    CommunicationListModel &m_rows;
    QList<InternalNote> m_notes;
    QList<Entry> m_entries;
};
