# Shown to agents only. Its rows are in the table of comments.
class Note < Comment
end
